/**
 * An agent's process: settings, wiring, start and stop.
 */
@NullMarked
package io.tiergate.dataplane;

import org.jspecify.annotations.NullMarked;
