@NullMarked
package io.tiergate.policy.predict;

import org.jspecify.annotations.NullMarked;
