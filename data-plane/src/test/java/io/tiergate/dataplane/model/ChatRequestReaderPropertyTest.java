package io.tiergate.dataplane.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever bytes come, reading gives a request that is one, or a refusal. */
class ChatRequestReaderPropertyTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String WHOLE = """
            {"model":"support","messages":[{"role":"system","content":"a\\u00e9\\n"},
             {"role":"user","content":[{"type":"text","text":"é😀"},{"type":"image_url","image_url":{"url":"data:x"}}]}],
             "stream":true,"stream_options":{"include_usage":true},"max_tokens":5,"n":1,"tools":[{"type":"function"}],
             "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}},"x":[1.0,-0,1e9]}""";

    @Property
    void anyBytes_areReadOrRefused(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property
    void requestWithBytesChanged_isReadOrRefused(
            @ForAll @Size(min = 1, max = 4) byte[] changes, @ForAll @IntRange(max = 1_000_000) int seed) {
        byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < changes.length; i++) {
            bytes[(seed + i * 131) % bytes.length] = changes[i];
        }
        check(bytes);
    }

    @Property
    void requestCutOff_isRefused(@ForAll @IntRange(max = 400) int length) {
        byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(bytes, Math.min(length, bytes.length - 1));

        assertThat(ChatRequestReader.read(cut)).isInstanceOf(ChatRequestReader.Result.Unreadable.class);
    }

    private static void check(byte[] bytes) {
        switch (ChatRequestReader.read(bytes)) {
            case ChatRequestReader.Result.Unreadable unreadable -> {
                assertThat(unreadable.refusal().kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                assertThat(unreadable.refusal().message()).isNotBlank().hasSizeLessThan(300);
            }
            case ChatRequestReader.Result.Read read -> isWhatItSays(read.request());
        }
    }

    /** An independent reader finds the same members at the same places. */
    private static void isWhatItSays(ChatRequest request) {
        JsonNode whole = MAPPER.readTree(request.body());
        assertThat(request.members().keySet()).containsExactlyElementsOf(whole.propertyNames());
        request.members()
                .forEach((name, span) ->
                        assertThat(MAPPER.readTree(request.text(span))).isEqualTo(whole.path(name)));
        assertThat(request.turns()).hasSize(whole.path("messages").size());
        for (int i = 0; i < request.turns().size(); i++) {
            assertThat(MAPPER.readTree(request.text(request.turns().get(i).span())))
                    .isEqualTo(whole.path("messages").get(i));
        }
    }
}
