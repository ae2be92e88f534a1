@NullMarked
package io.tiergate.controlplane.identity;

import org.jspecify.annotations.NullMarked;
