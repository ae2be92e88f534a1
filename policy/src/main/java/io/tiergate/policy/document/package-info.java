/**
 * Documents as written: parsing with positions, JSON Schema, canonical form, digest, problems. Knows nothing of what a
 * policy means.
 */
@NullMarked
package io.tiergate.policy.document;

import org.jspecify.annotations.NullMarked;
