package io.tiergate.dataplane.call.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ReplyReadingPropertyTest {
    private static final String COMPLETION = """
            {"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"t","tool_calls":[{"id":"x"}]},\
            "logprobs":{"content":[{"token":"a"}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":2,\
            "prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":1}},"error":null}""";
    private static final String CHUNK = """
            {"id":"c","model":"m","created":1,"choices":[{"index":0,"delta":{"role":"assistant","content":"t","refusal":"r",\
            "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]},\
            "logprobs":{"content":[{"token":"a"}],"refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":3}}""";

    @Property
    void classesSumToTheProvidersTotals_andAreNeverNegative(
            @ForAll("counts") long prompt,
            @ForAll("counts") long completion,
            @ForAll("counts") long cached,
            @ForAll("counts") long reasoning) {
        TokenUsage usage = answer(
                        "{\"choices\":[{\"message\":{}}],\"usage\":{\"completion_tokens_details\":{\"reasoning_tokens\":"
                                + reasoning + "},\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + completion
                                + ",\"total_tokens\":1,\"prompt_tokens_details\":{\"audio_tokens\":1,\"cached_tokens\":"
                                + cached
                                + "}}}")
                .usage();

        assertThat(usage.totalInput()).isEqualTo(Math.clamp(prompt, 0, TokenCount.MAX));
        assertThat(usage.totalOutput()).isEqualTo(Math.clamp(completion, 0, TokenCount.MAX));
        assertThat(usage.cachedInput()).isEqualTo(Math.min(Math.clamp(cached, 0, TokenCount.MAX), usage.totalInput()));
        assertThat(usage.reasoning())
                .isEqualTo(Math.min(Math.clamp(reasoning, 0, TokenCount.MAX), usage.totalOutput()));
        assertThat(usage.cacheWrite()).isZero();
    }

    @Example
    void noUsage_isNotKnown() {
        for (String usage :
                new String[] {"", ",\"usage\":null", ",\"usage\":{}", ",\"usage\":{\"prompt_tokens\":\"9\"}"}) {
            Answer answer = answer("{\"choices\":[{\"message\":{\"content\":null}}]" + usage + "}");

            assertThat(answer.usageKnown()).as(usage).isFalse();
            assertThat(answer.usage()).isEqualTo(TokenUsage.NONE);
            assertThat(answer.text()).isEmpty();
        }
    }

    @Example
    void strangeNumbers_areTakenForWhatTheyAre() {
        assertThat(answer(
                                "{\"choices\":[{\"message\":{}}],\"usage\":{\"prompt_tokens\":12.0,\"completion_tokens\":1e300}}")
                        .usage())
                .isEqualTo(TokenUsage.of(12, TokenCount.MAX));
    }

    @Example
    void firstChoice_isRead() {
        Answer answer = answer("{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"length\"},"
                + "{\"message\":{\"content\":\"b\",\"tool_calls\":[{}]},\"finish_reason\":\"stop\"}]}");

        assertThat(answer.text()).isEqualTo("a");
        assertThat(answer.finishReason()).isEqualTo("length");
        assertThat(answer.toolCalls()).isFalse();
        assertThat(answer(COMPLETION).toolCalls()).isTrue();
    }

    @Example
    void contentInParts_isTheirText() {
        assertThat(answer(
                                "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"text\":\"no\"}]},"
                                        + "{\"type\":\"text\",\"text\":\"yes\"}]}}]}")
                        .text())
                .isEqualTo("yes");
    }

    @Property
    void damagedCompletions_neverThrow(
            @ForAll @IntRange(max = 400) int at, @ForAll byte damage, @ForAll @IntRange(max = 400) int length) {
        assertThat(CompletionReader.read(damaged(COMPLETION, at, damage, length)))
                .isNotNull();
    }

    @Property
    void damagedChunks_neverThrow(
            @ForAll @IntRange(max = 400) int at, @ForAll byte damage, @ForAll @IntRange(max = 500) int length) {
        assertThat(new ChunkReader(new AnswerAssembly()).read(damaged(CHUNK, at, damage, length)))
                .isNotNull();
    }

    @Property
    void valuesOfAnyType_neverThrow(@ForAll("values") String value, @ForAll @IntRange(max = 40) int which) {
        assertThat(CompletionReader.read(replaced(COMPLETION, which, value))).isNotNull();
        assertThat(new ChunkReader(new AnswerAssembly()).read(replaced(CHUNK, which, value)))
                .isNotNull();
    }

    @Provide
    Arbitrary<Long> counts() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 5_000), Arbitraries.longs().between(-10, 10), Arbitraries.longs());
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "null", "true", "7", "-1e400", "\"s\"", "[]", "[[1]]", "{}", "{\"content\":[1]}", "[{}]", "[null]");
    }

    /** Puts {@code value} after the colon of that number. */
    private static byte[] replaced(String json, int which, String value) {
        int colon = -1;
        for (int i = 0; i <= which; i++) {
            int next = json.indexOf(':', colon + 1);
            colon = next < 0 ? colon : next;
        }
        int end = colon + 1;
        int depth = 0;
        while (depth > 0 || (json.charAt(end) != ',' && json.charAt(end) != '}' && json.charAt(end) != ']')) {
            depth += "{[".indexOf(json.charAt(end)) >= 0 ? 1 : "}]".indexOf(json.charAt(end)) >= 0 ? -1 : 0;
            end++;
        }
        return (json.substring(0, colon + 1) + value + json.substring(end)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] damaged(String json, int at, byte damage, int length) {
        byte[] bytes = java.util.Arrays.copyOf(json.getBytes(StandardCharsets.UTF_8), Math.min(length, json.length()));
        if (at < bytes.length) {
            bytes[at] = damage;
        }
        return bytes;
    }

    private static Answer answer(String json) {
        return switch (CompletionReader.read(json.getBytes(StandardCharsets.UTF_8))) {
            case Reply.Answered answered -> answered.answer();
            case Reply.Failed failed -> throw new AssertionError(failed.detail());
        };
    }
}
