/** Recorded sets on the command line, for whatever replays, learns from or writes them. Imports {@code session} and {@code terminal}. */
@NullMarked
package io.tiergate.cli.recorded;

import org.jspecify.annotations.NullMarked;
