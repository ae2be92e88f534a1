/**
 * What every command has in common: the options for all of them, the surroundings, the connections to the control plane and to agents.
 * Imports {@code terminal}, {@code transport} and the generated stubs.
 */
@NullMarked
package io.tiergate.cli.session;

import org.jspecify.annotations.NullMarked;
