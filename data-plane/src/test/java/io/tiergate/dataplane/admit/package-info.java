@NullMarked
package io.tiergate.dataplane.admit;

import org.jspecify.annotations.NullMarked;
