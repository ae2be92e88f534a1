package io.tiergate.cli.record;

import io.tiergate.cli.session.Peer;
import io.tiergate.v1.Record;
import io.tiergate.v1.ScanRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The newest records of one agent. */
public final class LastRecords {
    private LastRecords() {}

    /** JSON of at most {@code count} of the records that the request names, oldest first. */
    public static List<String> of(Peer agent, ScanRequest request, int count) {
        return agent.records(records -> {
            Deque<String> last = new ArrayDeque<>();
            Iterator<Record> found = records.scan(request);
            while (found.hasNext()) {
                last.addLast(found.next().getJson());
                if (last.size() > count) {
                    last.removeFirst();
                }
            }
            return List.copyOf(last);
        });
    }
}
