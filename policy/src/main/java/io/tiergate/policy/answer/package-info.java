/**
 * Answers have a declared kind, a canonical form and an equality.
 */
@NullMarked
package io.tiergate.policy.answer;

import org.jspecify.annotations.NullMarked;
