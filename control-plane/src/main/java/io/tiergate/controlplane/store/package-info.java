/**
 * What is kept: revisions of documents and the history of activations, behind one interface, on H2 or PostgreSQL. May import
 * {@code snapshot} for its words, and {@code policy}.
 */
@NullMarked
package io.tiergate.controlplane.store;

import org.jspecify.annotations.NullMarked;
