@NullMarked
package io.tiergate.controlplane.store;

import org.jspecify.annotations.NullMarked;
