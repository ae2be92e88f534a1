package io.tiergate.cli.demo;

import io.tiergate.laboratory.recorded.RecordedPrompt;

/**
 * One request of the traffic.
 *
 * @param session empty: none
 * @param streamed whether the answer is to come in pieces
 * @param highStakes whether the caller says that a wrong answer has consequences
 */
record Ask(RecordedPrompt prompt, String tenant, String session, boolean streamed, boolean highStakes) {}
