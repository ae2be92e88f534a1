/** Callers that call again as soon as they have their answer. Imports no other package of the bench. */
@NullMarked
package io.tiergate.bench.load;

import org.jspecify.annotations.NullMarked;
