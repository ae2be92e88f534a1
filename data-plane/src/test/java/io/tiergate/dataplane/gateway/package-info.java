@NullMarked
package io.tiergate.dataplane.gateway;

import org.jspecify.annotations.NullMarked;
