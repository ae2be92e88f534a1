package io.tiergate.laboratory.traffic;

import io.tiergate.laboratory.recorded.RecordedSet;
import java.util.List;

/**
 * What was read of agents' files.
 *
 * @param requests each decision once
 * @param judgements as they were sent
 * @param repeated records that were there before, which happens where a file is given twice
 * @param cut lines without an end, which a killed agent leaves
 * @param problems bad lines
 */
public record TrafficLog(
        List<Handled> requests, List<Judgement> judgements, int repeated, int cut, List<RecordedSet.Problem> problems) {
    public TrafficLog {
        requests = List.copyOf(requests);
        judgements = List.copyOf(judgements);
        problems = List.copyOf(problems);
    }
}
