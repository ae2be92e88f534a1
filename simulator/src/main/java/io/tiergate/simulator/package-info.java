/**
 * The simulator's command line: reads recorded sets and prices, starts the HTTP front. May import every package below it.
 */
@NullMarked
package io.tiergate.simulator;

import org.jspecify.annotations.NullMarked;
