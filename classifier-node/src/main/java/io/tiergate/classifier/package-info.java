/**
 * The classifier node: the process that says what texts are. {@code model} is a set in memory, {@code run} sets at work, {@code api} what
 * callers see; this package puts them together.
 */
@NullMarked
package io.tiergate.classifier;

import org.jspecify.annotations.NullMarked;
