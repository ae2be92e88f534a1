package io.tiergate.dataplane;

import io.tiergate.dataplane.record.Recorder;
import io.tiergate.policy.record.DecisionRecord;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every decision record. */
final class KeptRecords implements Recorder {
    private final List<DecisionRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void offer(DecisionRecord record) {
        records.add(record);
    }

    List<DecisionRecord> all() {
        return List.copyOf(records);
    }
}
