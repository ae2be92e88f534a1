package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheabilityTest {
    @Test
    void oneChoice_isCacheable() {
        assertThat(Cacheability.of(Samples.question("q")).allowed()).isTrue();
    }

    @Test
    void severalChoices_areNot() {
        assertThat(Cacheability.of(Samples.request(
                        "{\"model\":\"m\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}")))
                .isEqualTo(Cacheability.SEVERAL_CHOICES);
    }

    @Test
    void finishedText_isCacheable() {
        assertThat(Cacheability.of(Samples.answer("four")).allowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "content_filter", "", "tool_calls"})
    void unfinished_isNot(String finishReason) {
        assertThat(Cacheability.of(Samples.answer("four", finishReason, false))).isEqualTo(Cacheability.NOT_FINISHED);
    }

    @Test
    void toolCall_isNot() {
        assertThat(Cacheability.of(Samples.answer("four", "stop", true))).isEqualTo(Cacheability.TOOL_CALLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n"})
    void empty_isNot(String text) {
        assertThat(Cacheability.of(Samples.answer(text, "stop", false))).isEqualTo(Cacheability.EMPTY);
    }
}
