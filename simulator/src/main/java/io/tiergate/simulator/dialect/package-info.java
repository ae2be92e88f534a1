/**
 * The wire shapes of the OpenAI and the Anthropic API: requests read, answers, streams and errors written. Pure; imports
 * {@code answer}, {@code recorded} and {@code bill}, and knows no HTTP.
 */
@NullMarked
package io.tiergate.simulator.dialect;

import org.jspecify.annotations.NullMarked;
