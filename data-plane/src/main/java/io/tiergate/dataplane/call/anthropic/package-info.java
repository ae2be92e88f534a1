/** The Anthropic Messages protocol, translated. May import {@code call.http}, {@code call.chat} and what those may. */
@NullMarked
package io.tiergate.dataplane.call.anthropic;

import org.jspecify.annotations.NullMarked;
