@NullMarked
package io.tiergate.policy.similarity;

import org.jspecify.annotations.NullMarked;
