/**
 * How a service's process is started and says that it is ready: flags, the ready file, failures told in one line.
 */
@NullMarked
package io.tiergate.transport.process;

import org.jspecify.annotations.NullMarked;
