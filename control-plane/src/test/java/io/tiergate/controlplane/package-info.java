@NullMarked
package io.tiergate.controlplane;

import org.jspecify.annotations.NullMarked;
