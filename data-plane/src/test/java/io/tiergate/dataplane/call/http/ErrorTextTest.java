package io.tiergate.dataplane.call.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-proj-abc123",
                "sk-ant-api03-AbCd_EfGh",
                "gsk_0123456789",
                "AIzaSyD-9tSrke72PouQMnMX",
                "0123456789abcdef0123456789abcdef",
                "eyJhbGciOi.eyJzdWIi.sig",
                "abcdefghijklmnopqrstuvwxyzabcd"
            })
    void keys_areHidden(String key) {
        assertThat(ErrorText.clean("Incorrect API key provided: " + key + "."))
                .startsWith("Incorrect API key provided: [redacted]")
                .doesNotContain(key);
        assertThat(ErrorText.clean("key=" + key + ", model"))
                .doesNotContain(key)
                .endsWith(", model");
    }

    @Test
    void whateverFollowsBearer_isHidden() {
        assertThat(ErrorText.clean("got 'Bearer  hunter2'")).isEqualTo("got 'Bearer  [redacted]'");
    }

    @Test
    void theSecretItself_isHidden_howeverItLooks() {
        assertThat(ErrorText.clean("no user hunter2!", "hunter2")).isEqualTo("no user [redacted]!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model claude-3-5-sonnet-20241022 is overloaded",
                "request 0197c2f4-1b2c-7def-8123-456789abcdef: try gpt-4o-mini-2024-07-18",
                "see https://platform.openai.com/account/api-keys",
                "This model's maximum context length is 128000 tokens (130001 requested)"
            })
    void ordinaryWords_stay(String text) {
        assertThat(ErrorText.clean(text)).isEqualTo(text);
    }

    @Test
    void longTexts_areCut_andLineEndsGo() {
        String cleaned = ErrorText.clean("a\nb\u0000 ".repeat(10_000));

        assertThat(cleaned).hasSize(ErrorText.MAX_CHARS).startsWith("a b  ").endsWith("…");
        assertThat(ErrorText.clean("😀".repeat(500)).codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7000",
        "0.25, 250",
        "0, 0",
        "99999999, 86400000",
        "soon, 0",
        "1x, 0",
        "'Wed, 21 Oct 2026 07:28:30 GMT', 30000",
        "'Wed, 21 Oct 2026 07:27:00 GMT', 0",
        "'', 0"
    })
    void retryAfter_isSecondsOrADate(String value, long millis) {
        assertThat(RetryAfter.millis(value, Instant.parse("2026-10-21T07:28:00Z")))
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"type\":\"x\",\"message\":\"why\"}} | why",
                "{\"error\":\"why\"} | why",
                "{\"object\":\"error\",\"message\":\"why\"} | why",
                "{\"detail\":\"why\"} | why",
                "{\"error\":{\"message\":7}} | ''",
                "{\"error\": | ''",
                "<html> | ''",
                "[] | ''"
            })
    void messages_areFound(String body, String message) {
        assertThat(ErrorBody.message(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(message);
    }
}
