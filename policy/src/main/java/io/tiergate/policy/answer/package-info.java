/**
 * Answers have a declared kind, a canonical form and an equality. Replies are read tolerantly and in linear time, by hand-written
 * scanners that stop at a bounded nesting. May import {@code document} and {@code similarity}.
 */
@NullMarked
package io.tiergate.policy.answer;

import org.jspecify.annotations.NullMarked;
