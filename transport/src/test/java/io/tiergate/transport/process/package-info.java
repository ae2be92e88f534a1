@NullMarked
package io.tiergate.transport.process;

import org.jspecify.annotations.NullMarked;
