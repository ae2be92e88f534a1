package io.tiergate.dataplane.record;

import io.tiergate.policy.record.DecisionRecord;

/** Where decision records go. Safe for any number of threads. */
public interface Recorder {
    /** Takes a record. Never blocks and never throws: where it cannot keep up, the oldest record that waits is dropped and counted. */
    void offer(DecisionRecord record);
}
