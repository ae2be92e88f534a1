/**
 * How Tiergate's processes talk to each other: addresses, TLS, gRPC servers and channels, presented credentials, doors that strangers do not pass. Knows nothing of
 * policies or of any service; every service and the command line use it, so that all refuse an unsafe address in the same words.
 */
@NullMarked
package io.tiergate.transport;

import org.jspecify.annotations.NullMarked;
