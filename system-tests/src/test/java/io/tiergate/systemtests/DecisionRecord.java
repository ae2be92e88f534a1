package io.tiergate.systemtests;

import io.tiergate.cli.session.Peer;
import io.tiergate.v1.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A decision record.
 *
 * @param id the decision's
 * @param json as the agent wrote it
 */
record DecisionRecord(String id, JsonNode json) {
    /** All that an agent has. */
    static List<DecisionRecord> of(Peer agent) {
        return agent.records(records -> {
            List<DecisionRecord> all = new ArrayList<>();
            records.scan(ScanRequest.getDefaultInstance())
                    .forEachRemaining(record -> all.add(new DecisionRecord(
                            record.getDecisionId(), JsonMapper.shared().readTree(record.getJson()))));
            return all;
        });
    }

    /** A text in it, by JSON pointer; empty if it is not there. */
    String text(String pointer) {
        return json.at(pointer).asString("");
    }

    long number(String pointer) {
        return json.at(pointer).asLong(0);
    }
}
