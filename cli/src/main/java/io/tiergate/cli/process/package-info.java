/**
 * Tiergate's services as processes of this machine: found among the built jars, started with a log and a ready file, watched, ended with
 * this process. Imports {@code session} and {@code terminal}; knows nothing of what a service says or serves.
 */
@NullMarked
package io.tiergate.cli.process;

import org.jspecify.annotations.NullMarked;
