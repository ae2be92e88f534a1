/**
 * {@code tiergate cache}: what agents cache. May import {@code session} and {@code terminal}.
 */
@NullMarked
package io.tiergate.cli.cache;

import org.jspecify.annotations.NullMarked;
