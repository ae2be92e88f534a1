/**
 * HTTP calls to providers: the shared client, one call in flight, event streams, errors in the words of the walk. May import
 * {@code call}, {@code model} and {@code policy}; knows no provider's protocol.
 */
@NullMarked
package io.tiergate.dataplane.call.http;

import org.jspecify.annotations.NullMarked;
