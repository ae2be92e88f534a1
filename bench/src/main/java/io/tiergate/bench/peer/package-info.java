/** What the agent is measured against, and the provider behind it: processes of their own. Imports no other package of the bench. */
@NullMarked
package io.tiergate.bench.peer;

import org.jspecify.annotations.NullMarked;
