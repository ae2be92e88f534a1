@NullMarked
package io.tiergate.laboratory.recorded;

import org.jspecify.annotations.NullMarked;
