package io.tiergate.dataplane.call.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.TokenCount;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessageReadingPropertyTest {
    private static final String MESSAGE = """
            {"id":"m","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"t"},\
            {"type":"tool_use","id":"x","name":"f","input":{"a":[1]}}],"stop_reason":"end_turn","usage":{"input_tokens":3,\
            "cache_read_input_tokens":1,"cache_creation_input_tokens":1,"output_tokens":2}}""";
    private static final String EVENT = """
            {"type":"message_delta","index":0,"delta":{"type":"text_delta","text":"t","partial_json":"{","stop_reason":"end_turn"},\
            "content_block":{"type":"tool_use","id":"x","name":"f"},"message":{"id":"m","usage":{"input_tokens":3}},\
            "usage":{"output_tokens":8},"error":{"type":"overloaded_error","message":"m"}}""";

    @Property
    void classesAreTheProviders_andSumToTheTotalsThatTheCallerIsTold(
            @ForAll("counts") long input,
            @ForAll("counts") long cacheRead,
            @ForAll("counts") long cacheWrite,
            @ForAll("counts") long output) {
        Answer answer = answer("{\"content\":[],\"usage\":{\"cache_read_input_tokens\":" + cacheRead
                + ",\"server_tool_use\":{\"input_tokens\":9},\"input_tokens\":" + input
                + ",\"cache_creation_input_tokens\":" + cacheWrite + ",\"output_tokens\":" + output + "}}");

        TokenUsage usage = answer.usage();
        assertThat(usage)
                .isEqualTo(new TokenUsage(clamped(input), clamped(cacheRead), clamped(cacheWrite), clamped(output), 0));
        JsonNode told = JsonMapper.shared().readTree(answer.body()).path("usage");
        assertThat(told.path("prompt_tokens").asLong()).isEqualTo(usage.totalInput());
        assertThat(told.path("completion_tokens").asLong()).isEqualTo(usage.totalOutput());
        assertThat(told.path("total_tokens").asLong()).isEqualTo(usage.total());
        assertThat(told.at("/prompt_tokens_details/cached_tokens").asLong()).isEqualTo(usage.cachedInput());
    }

    @Property
    void damagedMessages_neverThrow(
            @ForAll @IntRange(max = 340) int at, @ForAll byte damage, @ForAll @IntRange(max = 340) int length) {
        assertThat(MessageReader.read(damaged(MESSAGE, at, damage, length), 1)).isNotNull();
    }

    @Property
    void damagedEvents_areReadOrAreNotJson(
            @ForAll @IntRange(max = 340) int at, @ForAll byte damage, @ForAll @IntRange(max = 340) int length) {
        try {
            assertThat(MessageEvent.read(damaged(EVENT, at, damage, length), new MessageUsage()))
                    .isNotNull();
        } catch (JacksonException e) {
            assertThat(e.getOriginalMessage()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<Long> counts() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 5_000), Arbitraries.longs().between(-10, 10), Arbitraries.longs());
    }

    private static long clamped(long count) {
        return Math.clamp(count, 0, TokenCount.MAX);
    }

    private static byte[] damaged(String json, int at, byte damage, int length) {
        byte[] bytes = Arrays.copyOf(json.getBytes(StandardCharsets.UTF_8), Math.min(length, json.length()));
        if (at < bytes.length) {
            bytes[at] = damage;
        }
        return bytes;
    }

    private static Answer answer(String json) {
        return switch (MessageReader.read(json.getBytes(StandardCharsets.UTF_8), 1)) {
            case Reply.Answered answered -> answered.answer();
            case Reply.Failed failed -> throw new AssertionError(failed.detail());
        };
    }
}
