package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.heads.Prompt.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SplitTest {
    @Test
    void groups_areNeverLearnedFromAndJudgedAtOnce() {
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String group = i < 100 ? "g" + i / 10 : "";
            prompts.add(new Prompt("text " + i, Map.of(Prompt.TASK, "task " + i % 4), Part.ANY, false, group));
        }

        Split split = Split.of(prompts, 1);

        assertThat(split.test()).hasSizeBetween(30, 50);
        assertThat(groups(prompts, split.test()))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(groups(prompts, split.learn()));
        for (Split.Turn turn : split.turns()) {
            assertThat(groups(prompts, turn.held())).doesNotContainAnyElementsOf(groups(prompts, turn.fit()));
        }
        Set<Integer> all = new HashSet<>(split.learn());
        all.addAll(split.test());
        assertThat(all).hasSize(prompts.size());
    }

    private static Set<String> groups(List<Prompt> prompts, List<Integer> indices) {
        return indices.stream()
                .map(index -> prompts.get(index).group())
                .filter(group -> !group.isEmpty())
                .collect(Collectors.toSet());
    }
}
