/** The fleet: {@code tiergate fleet}, and whether every agent runs what it should. Imports {@code session} and {@code terminal}. */
@NullMarked
package io.tiergate.cli.fleet;

import org.jspecify.annotations.NullMarked;
