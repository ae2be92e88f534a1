package io.tiergate.policy.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.plan.Samples;
import io.tiergate.policy.record.Replay.Result;
import io.tiergate.policy.snapshot.Routing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ReplayTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Routing ROUTING = RecordRouting.of();

    @Test
    void untouchedRecords_areTheSame() {
        for (DecisionRecord record : List.of(
                RecordSamples.cascade(ROUTING),
                RecordSamples.hybrid(ROUTING),
                RecordSamples.weighed(ROUTING),
                RecordSamples.late(ROUTING),
                RecordSamples.judged(ROUTING),
                RecordSamples.said(ROUTING),
                RecordSamples.hit(ROUTING),
                RecordSamples.similar(ROUTING),
                RecordSamples.unasked(ROUTING),
                RecordSamples.refused(ROUTING))) {
            assertThat(replay(record)).isEqualTo(new Result.Same());
        }
    }

    @Test
    void everyTamperedDerivedMember_isTheFirstDifference_andNoInputIs() throws IOException {
        assertThat(derivedMembersOf(RecordSamples.cascade(ROUTING))).isGreaterThan(60);
        assertThat(derivedMembersOf(RecordSamples.hybrid(ROUTING))).isGreaterThan(80);
        assertThat(derivedMembersOf(RecordSamples.weighed(ROUTING))).isGreaterThan(45);
        assertThat(derivedMembersOf(RecordSamples.late(ROUTING))).isGreaterThan(60);
    }

    @Test
    void timeThatWasLeft_decidesAgain() {
        JsonNode json = MAPPER.readTree(RecordWriter.toJson(RecordSamples.late(ROUTING)));
        assertThat(json.at("/end/reckoned/next_late").asBoolean()).isTrue();
        ((ObjectNode) json.path("end")).put("elapsed_ms", 100);
        assertThat(Replay.replay(MAPPER.writeValueAsBytes(json), ROUTING))
                .asString()
                .contains("the walk would go on");
    }

    @Test
    void changedGrade_changesWhatFollows() throws IOException {
        byte[] json = RecordWriter.toJson(RecordSamples.judged(ROUTING));
        assertThat(path(json, "/steps/1/attempts/0/grade", 90)).isEqualTo("/steps/2");
        assertThat(derivedMembersOf(RecordSamples.judged(ROUTING))).isGreaterThan(60);
    }

    /** How many derived members the record has; each of them, changed, is the first difference. */
    private static int derivedMembersOf(DecisionRecord record) throws IOException {
        Map<String, String> kinds = RecordsDocument.members();
        byte[] json = RecordWriter.toJson(record);
        AtomicInteger derived = new AtomicInteger();
        RecordsDocument.leaves(MAPPER.readTree(json), (pointer, name) -> {
            Result result = Replay.replay(tampered(json, pointer), ROUTING);
            if ("derived".equals(kinds.get(name))) {
                derived.incrementAndGet();
                assertThat(result)
                        .as(pointer)
                        .isInstanceOfSatisfying(
                                Result.Different.class,
                                different -> assertThat(different.path()).isEqualTo(pointer));
            } else if (result instanceof Result.Different different) {
                assertThat(different.path())
                        .as("an input is written as recorded")
                        .isNotEqualTo(pointer);
            }
        });
        return derived.get();
    }

    @Test
    void changedInput_showsWhereItMatters() {
        byte[] json = RecordWriter.toJson(RecordSamples.cascade(ROUTING));
        assertThat(path(json, "/draw", "8000000000000000")).startsWith("/plan/rungs/0/targets/0");
        assertThat(path(json, "/steps/3/attempts/0/usage/output", 36)).isEqualTo("/ledger/1/usage/output");
        assertThat(path(json, "/steps/2/attempts/0/checks/2/outcome", "passed")).isEqualTo("/steps/3");
        assertThat(path(json, "/features/domain", "legal")).isEqualTo("/rules/1/result");
        assertThat(path(json, "/timing/upstream_us", 1)).isEqualTo("/timing/overhead_us");
    }

    @Test
    void changedEvidence_changesWhatWasReckoned() {
        byte[] json = RecordWriter.toJson(RecordSamples.hybrid(ROUTING));
        String same = MAPPER.readTree(json).at("/steps/0/attempts/0/answer").asString("");
        assertThat(path(json, "/steps/0/attempts/1/answer", same)).startsWith("/steps/1");
    }

    @Test
    void memberThatNobodyWrote_isADifference() {
        ObjectNode json = (ObjectNode) MAPPER.readTree(RecordWriter.toJson(RecordSamples.hit(ROUTING)));
        json.put("extra", 1);
        assertThat(Replay.replay(MAPPER.writeValueAsBytes(json), ROUTING))
                .isEqualTo(new Result.Different("/extra", "1", ""));
    }

    @Test
    void routingNotAtHand_saysWhich() {
        byte[] json = RecordWriter.toJson(RecordSamples.cascade(ROUTING));
        assertThat(Replay.replay(json, null))
                .isInstanceOfSatisfying(
                        Result.Unreplayable.class,
                        unreadable -> assertThat(unreadable.why())
                                .contains(ROUTING.digest().toString()));
        assertThat(Replay.routingOf(json)).isEqualTo(ROUTING.digest());
    }

    @Test
    void routingWithoutThePolicy_saysSo() {
        Routing other = new Routing(Samples.digest("other"), 8, Samples.catalog(), Map.of(), Map.of());
        assertThat(Replay.replay(RecordWriter.toJson(RecordSamples.cascade(ROUTING)), other))
                .isEqualTo(new Result.Unreplayable("routing " + other.digest() + " has no policy 'cascade'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"v\":2}",
                "{\"v\":1}",
                "{\"v\":1,\"policy\":{}}",
                "{\"v\":1,\"policy\":{\"name\":\"cascade\"}}",
                "{\"v\":1,\"id\":7,\"routing\":{\"generation\":\"x\"}}",
                "{\"v\":1,\"policy\":{\"name\":\"cascade\"},\"sticky\":\"zz\"}",
                "{\"v\":1,\"policy\":{\"name\":\"cascade\"},\"sticky\":\"1\",\"draw\":\"1\",\"features\":{\"task\":\"work\"},"
                        + "\"demands\":{\"pin\":\"nobody/nothing\"}}",
                "{\"v\":1,\"policy\":{\"name\":\"cascade\"},\"sticky\":\"1\",\"draw\":\"1\",\"features\":{\"task\":\"work\"},"
                        + "\"plan\":{},\"steps\":[{\"attempts\":[{\"ending\":\"exploded\"}]}]}",
            })
    void whatIsNoRecord_isNeverTheSame_andNeverThrows(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Replay.replay(json, ROUTING)).isNotInstanceOf(Result.Same.class);
        assertThat(Replay.routingOf(json)).isNull();
    }

    private static Result replay(DecisionRecord record) {
        return Replay.replay(RecordWriter.toJson(record), ROUTING);
    }

    private static String path(byte[] json, String pointer, Object value) {
        JsonNode tree = MAPPER.readTree(json);
        set(tree, pointer, MAPPER.valueToTree(value));
        return Replay.replay(MAPPER.writeValueAsBytes(tree), ROUTING) instanceof Result.Different different
                ? different.path()
                : "no difference";
    }

    private static byte[] tampered(byte[] json, String pointer) {
        JsonNode tree = MAPPER.readTree(json);
        JsonNode old = tree.at(pointer);
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (old.isNumber()) {
            set(tree, pointer, nodes.numberNode(old.asLong() + 1));
        } else if (old.isBoolean()) {
            set(tree, pointer, nodes.booleanNode(!old.asBoolean()));
        } else {
            set(tree, pointer, nodes.stringNode(old.asString() + "x"));
        }
        return MAPPER.writeValueAsBytes(tree);
    }

    private static void set(JsonNode tree, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        String name = pointer.substring(slash + 1);
        switch (tree.at(pointer.substring(0, slash))) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode array -> array.set(Integer.parseInt(name), value);
            case JsonNode other -> throw new AssertionError("nothing at " + pointer + ": " + other);
        }
    }
}
