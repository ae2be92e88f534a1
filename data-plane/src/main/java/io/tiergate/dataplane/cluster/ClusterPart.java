package io.tiergate.dataplane.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;

/** Something that keeps its data in the cluster. Called by {@link Cluster}, by one thread at a time. */
public interface ClusterPart {
    /** Adds the configuration of what it keeps; equal in all agents. */
    void configure(Config config);

    /** The member is in the cluster: the part may use it from now on. May block. */
    void joined(HazelcastInstance member);

    /** The member is about to leave, or never came: the part goes on without. */
    void left();
}
