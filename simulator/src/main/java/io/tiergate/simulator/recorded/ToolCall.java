package io.tiergate.simulator.recorded;

/**
 * A tool that a recorded answer calls.
 *
 * @param id the call's id
 * @param name the function
 * @param arguments a JSON object as text, as the OpenAI API writes it
 */
public record ToolCall(String id, String name, String arguments) {}
