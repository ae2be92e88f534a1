package io.tiergate.controlplane.publish;

/**
 * What the history keeps of a change besides the change.
 *
 * @param author who
 * @param message why; may be empty
 */
public record Note(String author, String message) {}
