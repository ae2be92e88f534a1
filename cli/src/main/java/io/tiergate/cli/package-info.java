/**
 * The command {@code tiergate}: reads the arguments, runs one command, ends with its exit code. Knows every command; no command knows it.
 */
@NullMarked
package io.tiergate.cli;

import org.jspecify.annotations.NullMarked;
