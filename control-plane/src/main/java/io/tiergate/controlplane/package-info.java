/**
 * The control plane's process: reads its settings, opens the store, serves the APIs, stops. May import every other package.
 */
@NullMarked
package io.tiergate.controlplane;

import org.jspecify.annotations.NullMarked;
