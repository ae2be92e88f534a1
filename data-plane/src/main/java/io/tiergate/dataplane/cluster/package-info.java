/**
 * The agents' Hazelcast cluster: one member in each agent, on named interfaces, found by address.
 */
@NullMarked
package io.tiergate.dataplane.cluster;

import org.jspecify.annotations.NullMarked;
