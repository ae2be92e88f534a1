package io.tiergate.simulator.answer;

/**
 * An answer and how it came about.
 *
 * @param answer what is said
 * @param asRecorded whether it is what everyone gets: neither the request's limits nor a fault changed it, nor were log-probabilities asked for
 */
public record Composed(Answer answer, boolean asRecorded) {}
