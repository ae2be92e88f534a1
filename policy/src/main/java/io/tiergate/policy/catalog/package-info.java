/**
 * The rate card: providers, models, context windows, prices. May import {@code document} and {@code cost}.
 */
@NullMarked
package io.tiergate.policy.catalog;

import org.jspecify.annotations.NullMarked;
