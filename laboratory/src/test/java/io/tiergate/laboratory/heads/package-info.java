@NullMarked
package io.tiergate.laboratory.heads;

import org.jspecify.annotations.NullMarked;
