/**
 * What the simulated provider charges: prices, token classes, and the bill of every call. Imports no other package of the
 * simulator and no other module, so that it can witness against Tiergate's own ledger.
 */
@NullMarked
package io.tiergate.simulator.bill;

import org.jspecify.annotations.NullMarked;
