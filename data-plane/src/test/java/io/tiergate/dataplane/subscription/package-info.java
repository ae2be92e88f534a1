@NullMarked
package io.tiergate.dataplane.subscription;

import org.jspecify.annotations.NullMarked;
