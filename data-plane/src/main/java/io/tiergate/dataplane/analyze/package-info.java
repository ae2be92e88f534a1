/**
 * Asks the classifier node what a text is: one call, one attempt, a deadline by the node's own cost, a circuit breaker. A node that is slow,
 * gone or wrong means that nothing is known of the text, never that a request fails. Imports {@code model}.
 */
@NullMarked
package io.tiergate.dataplane.analyze;

import org.jspecify.annotations.NullMarked;
