/** API keys: {@code tiergate keys ...}. Imports {@code session} and {@code terminal}. */
@NullMarked
package io.tiergate.cli.access;

import org.jspecify.annotations.NullMarked;
