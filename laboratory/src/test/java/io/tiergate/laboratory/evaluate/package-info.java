@NullMarked
package io.tiergate.laboratory.evaluate;

import org.jspecify.annotations.NullMarked;
