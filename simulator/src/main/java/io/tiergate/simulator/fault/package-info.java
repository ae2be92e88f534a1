/**
 * Faults on demand: rules set by the admin API, faults asked for by a request header, and who gets which. Imports no other
 * package of the simulator.
 */
@NullMarked
package io.tiergate.simulator.fault;

import org.jspecify.annotations.NullMarked;
