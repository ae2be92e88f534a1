/**
 * From documents to what agents run: a complete policy or every problem. May import {@code document},
 * {@code catalog}, {@code cost}, {@code rule}, {@code answer}, {@code gate}, {@code estimate}, {@code predict}, {@code similarity}.
 */
@NullMarked
package io.tiergate.policy.compile;

import org.jspecify.annotations.NullMarked;
