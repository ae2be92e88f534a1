package io.tiergate.controlplane.store;

/**
 * What came of saving a document.
 *
 * @param revision the one that holds the content
 * @param created false when the content was there before, under the first author's name
 */
public record Saved(Revision revision, boolean created) {}
