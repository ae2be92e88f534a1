/**
 * The HTTP front on Vert.x: routes, the life of one call, streams with think time and back-pressure, the admin API. Nothing
 * here blocks an event loop. May import every package beside it.
 */
@NullMarked
package io.tiergate.simulator.http;

import org.jspecify.annotations.NullMarked;
