@NullMarked
package io.tiergate.laboratory.similarity;

import org.jspecify.annotations.NullMarked;
