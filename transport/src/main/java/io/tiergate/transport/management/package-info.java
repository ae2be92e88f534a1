/** The HTTP server for health and metrics that every service has beside its own servers. Only services use it: it needs Micronaut. */
@NullMarked
package io.tiergate.transport.management;

import org.jspecify.annotations.NullMarked;
