/**
 * OpenAI chat completions as data: reading them, reading their chunks, putting one together. May import {@code call}, {@code model}
 * and {@code policy}; no I/O.
 */
@NullMarked
package io.tiergate.dataplane.call.chat;

import org.jspecify.annotations.NullMarked;
