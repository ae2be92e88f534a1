package io.tiergate.dataplane.call.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.call.http.Calls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9 é\"}]";

    private static String whole(String body) {
        return new String(RequestBody.of(Calls.request(body), "up", false, false), StandardCharsets.UTF_8);
    }

    private static String streamed(String body) {
        return new String(RequestBody.of(Calls.request(body), "up", true, false), StandardCharsets.UTF_8);
    }

    @Test
    void allElse_staysByteForByte() {
        assertThat(whole(" { \"x\" : 1.0e0 , \"model\":\"m\" ,\n" + MESSAGES + ", \"z\":[ ] }\n"))
                .isEqualTo(" { \"x\" : 1.0e0 , \"model\":\"up\" ,\n" + MESSAGES + ", \"z\":[ ] }\n");
    }

    @Test
    void stream_isSetEitherWay() {
        assertThat(whole("{\"stream\":true,\"model\":\"m\"," + MESSAGES + "}"))
                .isEqualTo("{\"stream\":false,\"model\":\"up\"," + MESSAGES + "}");
        assertThat(streamed("{\"model\":\"m\",\"stream\":false," + MESSAGES + "}"))
                .isEqualTo("{\"stream_options\":{\"include_usage\":true},\"model\":\"up\",\"stream\":true," + MESSAGES
                        + "}");
        assertThat(streamed("{\"model\":\"m\"," + MESSAGES + "}"))
                .isEqualTo("{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"up\"," + MESSAGES
                        + "}");
    }

    @Test
    void streamOptions_areLeftOutWhereNothingStreams() {
        String options = "\"stream_options\" : {\"include_usage\":true}";
        assertThat(whole("{\"model\":\"m\"," + MESSAGES + " , " + options + " }"))
                .isEqualTo("{\"model\":\"up\"," + MESSAGES + "  }");
        assertThat(whole("{ " + options + " , \"model\":\"m\"," + MESSAGES + "}"))
                .isEqualTo("{  \"model\":\"up\"," + MESSAGES + "}");
        assertThat(whole("{\"model\":\"m\",\"stream_\\u006fptions\":null," + MESSAGES + "}"))
                .isEqualTo("{\"model\":\"up\"," + MESSAGES + "}");
    }

    @Test
    void streamOptions_stayIfTheyAskForUsage_elseAreReplaced() {
        String asking = "\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false}";
        assertThat(streamed("{\"stream\":true,\"model\":\"m\"," + asking + "," + MESSAGES + "}"))
                .isEqualTo("{\"stream\":true,\"model\":\"up\"," + asking + "," + MESSAGES + "}");
        assertThat(streamed("{\"stream\":true,\"model\":\"m\",\"stream_options\":null," + MESSAGES + "}"))
                .isEqualTo("{\"stream\":true,\"model\":\"up\",\"stream_options\":{\"include_usage\":true}," + MESSAGES
                        + "}");
    }

    private static String sure(String body) {
        return new String(RequestBody.of(Calls.request(body), "up", false, true), StandardCharsets.UTF_8);
    }

    @Test
    void logprobs_areAskedFor_whateverTheCallerSays() {
        assertThat(sure("{\"model\":\"m\"," + MESSAGES + "}"))
                .isEqualTo("{\"logprobs\":true,\"model\":\"up\"," + MESSAGES + "}");
        assertThat(sure("{\"model\":\"m\"," + MESSAGES + ",\"logprobs\": false}"))
                .isEqualTo("{\"model\":\"up\"," + MESSAGES + ",\"logprobs\": true}");
        assertThat(sure("{\"logprobs\":null,\"model\":\"m\"," + MESSAGES + "}"))
                .isEqualTo("{\"logprobs\":true,\"model\":\"up\"," + MESSAGES + "}");
        for (String own : List.of("true", "5", "\"yes\"")) {
            String body = "{\"model\":\"up\"," + MESSAGES + ",\"logprobs\":" + own + ",\"top_logprobs\":2}";
            assertThat(sure(body)).isEqualTo(body);
        }
        assertThat(whole("{\"model\":\"m\"," + MESSAGES + ",\"logprobs\": false}"))
                .isEqualTo("{\"model\":\"up\"," + MESSAGES + ",\"logprobs\": false}");
    }

    @Test
    void modelNames_areEscaped() {
        assertThat(new String(
                        RequestBody.of(Calls.request("{\"model\":\"m\"," + MESSAGES + "}"), "a\"\\é", false, false),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"a\\\"\\\\é\"," + MESSAGES + "}");
    }
}
