@NullMarked
package io.tiergate.laboratory.train;

import org.jspecify.annotations.NullMarked;
