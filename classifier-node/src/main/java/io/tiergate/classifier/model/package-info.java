/**
 * Models in memory: their files and digest, tokens, embeddings. Knows no transport.
 */
@NullMarked
package io.tiergate.classifier.model;

import org.jspecify.annotations.NullMarked;
