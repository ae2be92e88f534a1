@NullMarked
package io.tiergate.controlplane.publish;

import org.jspecify.annotations.NullMarked;
