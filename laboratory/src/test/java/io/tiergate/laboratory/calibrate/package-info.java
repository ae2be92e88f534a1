@NullMarked
package io.tiergate.laboratory.calibrate;

import org.jspecify.annotations.NullMarked;
