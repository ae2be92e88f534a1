package io.tiergate.simulator.recorded;

import java.util.List;

/**
 * What was read of one file.
 *
 * @param prompts the good lines, in order
 * @param problems the bad ones, in order
 */
public record RecordedSet(List<RecordedPrompt> prompts, List<Problem> problems) {
    public RecordedSet {
        prompts = List.copyOf(prompts);
        problems = List.copyOf(problems);
    }
}
