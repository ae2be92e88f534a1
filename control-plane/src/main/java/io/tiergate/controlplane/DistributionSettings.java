package io.tiergate.controlplane;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/**
 * The streams to the agents.
 *
 * @param answerTimeout from sending an update to the agent's answer; then it is shown as stalled
 * @param lease how long an agent without a stream stays listed
 * @param maxAgents how many agents are listed at most
 */
@ConfigurationProperties("tiergate.distribution")
record DistributionSettings(Duration answerTimeout, Duration lease, int maxAgents) {}
