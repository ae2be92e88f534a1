package io.tiergate.simulator.recorded;

/**
 * One message of a prompt, stripped of what no two APIs write alike.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param text its text parts, joined
 */
public record Message(String role, String text) {}
