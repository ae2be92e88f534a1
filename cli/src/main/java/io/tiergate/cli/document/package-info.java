/**
 * Documents: {@code tiergate policy ...} and {@code tiergate catalog ...}. Imports {@code session}, {@code terminal}, {@code fleet} and the
 * policy module's compilers.
 */
@NullMarked
package io.tiergate.cli.document;

import org.jspecify.annotations.NullMarked;
