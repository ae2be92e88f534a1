@NullMarked
package io.tiergate.controlplane.stream;

import org.jspecify.annotations.NullMarked;
