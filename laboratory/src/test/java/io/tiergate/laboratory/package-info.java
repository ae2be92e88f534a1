@NullMarked
package io.tiergate.laboratory;

import org.jspecify.annotations.NullMarked;
