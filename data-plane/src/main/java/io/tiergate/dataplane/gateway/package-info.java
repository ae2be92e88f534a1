/**
 * How requests come in and answers go out. What both ways in share; each has its own package. May import {@code pipeline} and
 * {@code model}.
 */
@NullMarked
package io.tiergate.dataplane.gateway;

import org.jspecify.annotations.NullMarked;
