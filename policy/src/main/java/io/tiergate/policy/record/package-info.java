/**
 * What happened to a request: the decision record, its JSON form, and replay.
 */
@NullMarked
package io.tiergate.policy.record;

import org.jspecify.annotations.NullMarked;
