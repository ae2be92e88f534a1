/**
 * Recorded sets: real prompts with real answers, read from JSON lines, found by what the prompt says. Imports no other
 * package of the simulator.
 */
@NullMarked
package io.tiergate.simulator.recorded;

import org.jspecify.annotations.NullMarked;
