/**
 * Tiergate on this machine: a control plane, agents and a simulated provider as processes on free loopback ports, with their keys and
 * addresses. Imports {@code process}, {@code session}, {@code terminal}, {@code transport}, {@code policy.access} and the generated stubs.
 */
@NullMarked
package io.tiergate.cli.stack;

import org.jspecify.annotations.NullMarked;
