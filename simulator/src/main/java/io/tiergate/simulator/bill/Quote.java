package io.tiergate.simulator.bill;

/**
 * What a model would charge for one recorded prompt.
 *
 * @param promptId the recorded prompt
 * @param model the id in the price file
 * @param recordedId the id under which the set holds the answer
 * @param usage tokens of the whole answer
 * @param micros micro-dollars
 */
public record Quote(String promptId, String model, String recordedId, Usage usage, long micros) {}
