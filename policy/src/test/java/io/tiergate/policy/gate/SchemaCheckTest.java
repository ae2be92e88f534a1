package io.tiergate.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.gate.CheckResult.Outcome;
import io.tiergate.policy.gate.CompiledSchema.Outcome.Compiled;
import io.tiergate.policy.gate.CompiledSchema.Outcome.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCheckTest {
    private static final Check CHECK = Checks.named("schema").orElseThrow();
    private static final String INVOICE = """
            {"type": "object", "required": ["total", "currency"], "additionalProperties": false,
             "properties": {"total": {"type": "number", "minimum": 0}, "currency": {"enum": ["EUR", "USD"]},
                            "number": {"type": "string", "pattern": "^INV-[0-9]{4}$"}}}""";
    private static final String VALID = "{\"total\": 12.5, \"currency\": \"EUR\", \"number\": \"INV-0001\"}";

    @Test
    void requestSchema_takesTheWholeTextOrNothing() {
        assertThat(byRequest(VALID).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(byRequest("```json\n" + VALID + "\n```").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(byRequest(VALID + " Done.").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(byRequest("{'total': 12.5, 'currency': 'EUR'}").detail()).isEqualTo("not JSON");
    }

    @Test
    void taskSchema_toleratesOneFence() {
        assertThat(byTask(VALID).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(byTask("\n```json\n" + VALID + "\n```\n").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(byTask("Here it is:\n```json\n" + VALID + "\n```").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(byTask("```json\n" + VALID + "\n``` ```").outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"total\": -1, \"currency\": \"EUR\"}",
                "{\"total\": \"12\", \"currency\": \"EUR\"}",
                "{\"total\": 12, \"currency\": \"GBP\"}",
                "{\"total\": 12, \"currency\": \"EUR\", \"more\": 1}",
                "{\"total\": 12, \"currency\": \"EUR\", \"number\": \"INV-1\"}",
                "{\"total\": 12, \"currency\": \"EUR\",}",
                "[]",
            })
    void brokenAnswers_fail(String text) {
        assertThat(byTask(text).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(byRequest(text).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void requestSchema_goesBeforeTheTasks() {
        CandidateAnswer both =
                new CandidateAnswer("work", 100, "[]", "stop", false, 5, spec(INVOICE), "{\"type\": \"array\"}");

        assertThat(CHECK.examine(both).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void detail_namesTheKeywordAndNoAnswerText() {
        assertThat(byTask("{\"total\": 12, \"currency\": \"secret\"}").detail())
                .contains("enum")
                .doesNotContain("secret");
    }

    @Test
    void withoutSchemaOrWithToolCalls_isSkipped() {
        assertThat(CHECK.examine(new CandidateAnswer("work", 100, "x", "stop", false, 5, AnswerSpec.TEXT, ""))
                        .outcome())
                .isEqualTo(Outcome.SKIPPED);
        assertThat(CHECK.examine(new CandidateAnswer("work", 100, "", "tool_calls", true, 5, spec(INVOICE), ""))
                        .outcome())
                .isEqualTo(Outcome.SKIPPED);
        assertThat(CHECK.examine(new CandidateAnswer("work", 100, "{}", "stop", false, 5, spec("{not json"), ""))
                        .outcome())
                .isEqualTo(Outcome.SKIPPED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "3",
                "{\"type\": \"object\"} {}",
                "{\"properties\": {\"a\": {\"pattern\": \"(?=x)y\"}}}",
                "{\"properties\": {\"a\": {\"pattern\": \"(a)\\\\1\"}}}",
                "{\"patternProperties\": {\"(?<!x)y\": {}}}",
                "{\"properties\": {\"a\": {\"$ref\": \"file:///etc/hostname\"}}}",
                "{\"$ref\": \"classpath:draft/2020-12/schema\"}",
                "{\"$schema\": \"http://127.0.0.1:1/unknown\", \"type\": \"object\"}",
            })
    void schemaThatCannotBeUsed_isRefused(String schemaJson) {
        assertThat(CompiledSchema.compile(schemaJson)).isInstanceOf(Refused.class);
    }

    @Test
    void schemaTooLargeOrTooDeep_isRefused() {
        String deep = "{\"items\":".repeat(100) + "{}" + "}".repeat(100);
        String large = "{\"title\": \"" + "x".repeat(CompiledSchema.MAX_CHARS) + "\"}";

        assertThat(CompiledSchema.compile(deep)).isInstanceOf(Refused.class);
        assertThat(CompiledSchema.compile(large)).isInstanceOf(Refused.class);
    }

    @Test
    void remoteReference_isNeverFetched() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/schema.json";

            for (String schema : List.of(
                    "{\"$ref\": \"" + url + "\"}",
                    "{\"$schema\": \"" + url + "\"}",
                    "{\"$id\": \"" + url + "\", \"$ref\": \"other.json\"}",
                    "{\"$dynamicRef\": \"" + url + "#x\"}")) {
                if (CompiledSchema.compile(schema) instanceof Compiled(CompiledSchema compiled)) {
                    assertThat(compiled.problemOf("{}")).isNotNull();
                }
            }

            server.setSoTimeout(50);
            assertThat(connectionTo(server)).isFalse();
        }
    }

    private static boolean connectionTo(ServerSocket server) throws IOException {
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void localReferences_work() {
        String tree =
                "{\"$defs\": {\"node\": {\"type\": \"object\", \"properties\": {\"next\": {\"$ref\": \"#/$defs/node\"}}}}, \"$ref\": \"#/$defs/node\"}";

        CompiledSchema schema = ((Compiled) CompiledSchema.compile(tree)).schema();

        assertThat(schema.problemOf("{\"next\": {\"next\": {}}}")).isEmpty();
        assertThat(schema.problemOf("{\"next\": {\"next\": 3}}")).isPresent();
    }

    @Test
    void sameIdInTwoSchemas_doesNotMixThem() {
        String id = "\"$id\": \"https://example.com/answer\"";
        CompiledSchema first = ((Compiled) CompiledSchema.compile("{" + id + ", \"type\": \"object\"}")).schema();
        CompiledSchema second = ((Compiled) CompiledSchema.compile("{" + id + ", \"type\": \"array\"}")).schema();

        assertThat(first.problemOf("{}")).isEmpty();
        assertThat(second.problemOf("{}")).isPresent();
    }

    @Test
    void olderDrafts_areKnown() {
        String draft7 =
                "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"type\": \"array\", \"items\": [{\"type\": \"string\"}]}";
        CompiledSchema schema = ((Compiled) CompiledSchema.compile(draft7)).schema();

        assertThat(schema.problemOf("[\"a\", 3]")).isEmpty();
        assertThat(schema.problemOf("[3]")).isPresent();
    }

    @Test
    void hostileSchemas_takeBoundedTime() {
        StringBuilder doubling = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
        for (int i = 0; i < 40; i++) {
            doubling.append("\"d" + i + "\": {\"allOf\": [{\"$ref\": \"#/$defs/d" + (i + 1)
                    + "\"}, {\"$ref\": \"#/$defs/d" + (i + 1) + "\"}]},");
        }
        doubling.append("\"d40\": {}}}");
        String self = "{\"$ref\": \"#\"}";
        String regex = "{\"type\": \"string\", \"pattern\": \"^(a+)+$\"}";

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThat(byRequest(doubling.toString(), "{}")).isNotNull();
            assertThat(byRequest(self, "{}")).isNotNull();
            assertThat(byRequest(regex, "\"" + "a".repeat(100_000) + "!\"").outcome())
                    .isEqualTo(Outcome.FAILED);
        });
    }

    @Test
    void cache_isBoundedAndReturnsTheSame() {
        SchemaCache cache = new SchemaCache(3);
        for (int i = 0; i < 10; i++) {
            cache.get("{\"minimum\": " + i + "}");
        }

        assertThat(cache.size()).isEqualTo(3);
        assertThat(cache.get("{\"minimum\": 9}")).isSameAs(cache.get("{\"minimum\": 9}"));
    }

    private static CheckResult byRequest(String text) {
        return byRequest(INVOICE, text);
    }

    private static CheckResult byRequest(String schema, String text) {
        return CHECK.examine(new CandidateAnswer("work", 100, text, "stop", false, 5, AnswerSpec.TEXT, schema));
    }

    private static CheckResult byTask(String text) {
        return CHECK.examine(new CandidateAnswer("work", 100, text, "stop", false, 5, spec(INVOICE), ""));
    }

    private static AnswerSpec spec(String schema) {
        return new AnswerSpec(AnswerKind.JSON, "", List.of(), schema);
    }
}
