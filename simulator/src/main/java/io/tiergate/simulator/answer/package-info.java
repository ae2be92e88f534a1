/**
 * What the simulator says: finds the recorded answer to a request, applies its limits, counts its tokens. Imports
 * {@code recorded}, {@code bill} and {@code fault}; knows no API's wire shape and no HTTP.
 */
@NullMarked
package io.tiergate.simulator.answer;

import org.jspecify.annotations.NullMarked;
