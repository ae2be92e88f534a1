/** Processes under test: starting, pinning, processor time. Imports {@code peer} of the bench, to know what to start. */
@NullMarked
package io.tiergate.bench.process;

import org.jspecify.annotations.NullMarked;
