package io.tiergate.laboratory.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.TextEquality;
import io.tiergate.policy.similarity.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class HandledTest {
    private static final TextEquality EQUALITY =
            new TextEquality(0.1, "sha256:01", 0.8, new Verifier(Map.of(Sign.ONE, 1.0)));
    private static final Digest FIRST = digest("it is open");
    private static final Digest SECOND = digest("open it is");

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Two answers that are another text, and say the same with that probability. */
    private static Handled handled(int ppm) {
        ObjectNode record = JsonMapper.shared()
                .createObjectNode()
                .put("v", DecisionRecord.VERSION)
                .put("id", "agent-1.00000001");
        ArrayNode attempts = record.putArray("steps").addObject().putArray("attempts");
        answer(attempts, 1, "lab/cheap", FIRST);
        answer(attempts, 2, "lab/other", SECOND)
                .putArray("alike")
                .addObject()
                .put("attempt", 1)
                .put("same_ppm", ppm);
        return HandledReader.read(record);
    }

    private static ObjectNode answer(ArrayNode attempts, int number, String model, Digest text) {
        ObjectNode attempt = attempts.addObject()
                .put("number", number)
                .put("target", model)
                .put("ending", "answered")
                .put("answer", text.toString());
        attempt.putObject("traits").put("chars", 10);
        return attempt;
    }

    private static @Nullable Digest second(int ppm, @Nullable TextEquality equality) {
        Evidence evidence = handled(ppm).evidence(equality);
        assertThat(evidence.seen()).hasSize(2);
        assertThat(evidence.seen().getFirst().canonical()).isEqualTo(FIRST);
        return evidence.seen().getLast().canonical();
    }

    @Test
    void freeTextsThatSayTheSame_areEqual_asTheAgentFound() {
        assertThat(second(800_000, EQUALITY)).isEqualTo(FIRST);
        assertThat(second(799_999, EQUALITY)).isEqualTo(SECOND);
    }

    @Test
    void withoutTextEquality_onlyTheSameTextIs() {
        assertThat(second(900_000, null)).isEqualTo(SECOND);
    }
}
