/**
 * What {@code tiergate bench} measures of a service on this machine. Imports {@code process}, {@code session} and {@code terminal}.
 */
@NullMarked
package io.tiergate.cli.bench;

import org.jspecify.annotations.NullMarked;
