package io.tiergate.simulator.answer;

/**
 * An answer and how it came about.
 *
 * @param answer what is said
 * @param asRecorded whether neither the request's limits nor a fault changed it
 */
public record Composed(Answer answer, boolean asRecorded) {}
