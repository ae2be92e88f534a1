/** The OpenAI chat completions protocol. May import {@code call.http}, {@code call.chat} and what those may. */
@NullMarked
package io.tiergate.dataplane.call.openai;

import org.jspecify.annotations.NullMarked;
