/**
 * A request's journey: admit, cache, analyze, route, call, gate, record. The only package that knows all the stages.
 */
@NullMarked
package io.tiergate.dataplane.pipeline;

import org.jspecify.annotations.NullMarked;
