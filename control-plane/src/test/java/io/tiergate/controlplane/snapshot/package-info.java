@NullMarked
package io.tiergate.controlplane.snapshot;

import org.jspecify.annotations.NullMarked;
