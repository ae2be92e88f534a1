/**
 * What an agent runs: immutable, one digest.
 */
@NullMarked
package io.tiergate.policy.snapshot;

import org.jspecify.annotations.NullMarked;
