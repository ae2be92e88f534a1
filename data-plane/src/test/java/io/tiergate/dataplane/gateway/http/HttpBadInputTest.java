package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.ask;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.End;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that cannot be served: each gets a status, a message that names the place and the remedy, and one record without its text. */
@Timeout(180)
class HttpBadInputTest {
    /** Stands for what must not be repeated: a prompt. */
    private static final String SECRET = "xyzzy-my-secret-prompt";

    private static final String TURN = "{\"role\":\"user\",\"content\":\"" + SECRET + "\"}";

    private final LocalAgent agent = LocalAgent.running();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    /** A body that is no request, and words of what its sender is told. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Bad(String what, byte[] body, String words) {
        Bad(String what, String body, String words) {
            this(what, body.getBytes(StandardCharsets.UTF_8), words);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bad> bodies() {
        return Stream.of(
                new Bad("nothing", "", "must be a JSON object"),
                new Bad("text", SECRET, "not valid JSON (line 1, column"),
                new Bad("a form", "model=support&prompt=" + SECRET, "not valid JSON (line 1, column"),
                new Bad("an array", "[]", "must be a JSON object"),
                new Bad("cut off", "{\"model\":\"support\",\"messages\":[{\"role\":\"us", "not valid JSON"),
                new Bad("bare word", "{\"model\":\"support\",\"messages\":" + SECRET + "}", "not valid JSON (line 1"),
                new Bad("more after it", body(TURN) + " {}", "more after the body's JSON object"),
                new Bad("rubbish after it", body(TURN) + SECRET, "not valid JSON"),
                new Bad(
                        "invalid UTF-8",
                        invalidUtf8(),
                        "not valid UTF-8 (byte " + (body(TURN).length() - 9) + ")"),
                new Bad("UTF-16", body(TURN).getBytes(StandardCharsets.UTF_16LE), "not valid UTF-8 (byte 1): send"),
                new Bad("UTF-16 with a mark", body(TURN).getBytes(StandardCharsets.UTF_16), "not valid UTF-8"),
                new Bad("UTF-32", body(TURN).getBytes(StandardCharsets.UTF_32BE), "not valid UTF-8"),
                new Bad("raw NUL", "{\"model\":\"support\",\0\"messages\":[" + TURN + "]}", "not valid JSON"),
                new Bad("deep", "{\"model\":\"support\",\"x\":" + "[".repeat(100_000), "nested deeper than 64"),
                new Bad("long name", "{\"" + "n".repeat(2_000) + "\":1}", "not valid JSON"),
                new Bad("huge number", numbered("\"seed\":" + "9".repeat(5_000)), "not valid JSON"),
                new Bad(
                        "max_tokens huge",
                        numbered("\"max_tokens\":" + "9".repeat(40)),
                        "'max_tokens' must be a whole"),
                new Bad("max_tokens 1e400", numbered("\"max_tokens\":1e400"), "'max_tokens' must be a whole"),
                new Bad("max_tokens 0", numbered("\"max_tokens\":0"), "'max_tokens' must be a whole number above 0"),
                new Bad("n negative", numbered("\"n\":-1"), "'n' must be a whole number above 0"),
                new Bad("stream a text", numbered("\"stream\":\"yes\""), "'stream' must be true or false"),
                new Bad("no model", "{\"messages\":[" + TURN + "]}", "'model' is missing"),
                new Bad("blank model", body(TURN).replace("support", " "), "'model' is missing"),
                new Bad("model a number", body(TURN).replace("\"support\"", "4"), "'model' must be a string"),
                new Bad(
                        "two models",
                        "{\"model\":\"support\"," + body(TURN).substring(1),
                        "member 'model' is there twice"),
                new Bad(
                        "two models, one escaped",
                        "{\"mod\\u0065l\":\"a\"," + body(TURN).substring(1),
                        "'model' is there twice"),
                new Bad("no messages", "{\"model\":\"support\"}", "'messages' is missing or empty"),
                new Bad("empty messages", body(""), "'messages' is missing or empty"),
                new Bad(
                        "messages a text",
                        "{\"model\":\"support\",\"messages\":\"hi\"}",
                        "'messages' must be an array"),
                new Bad("message a text", body("\"" + SECRET + "\""), "messages[0] must be an object"),
                new Bad("no role", body("{\"content\":\"x\"}"), "messages[0].role is missing"),
                new Bad(
                        "unknown role",
                        body(TURN + ",{\"role\":\"wizard\",\"content\":\"x\"}"),
                        "messages[1].role is 'wizard'"),
                new Bad("role a number", body("{\"role\":1,\"content\":\"x\"}"), "messages[0].role' must be a string"),
                new Bad("no content", body("{\"role\":\"user\"}"), "messages[0].content is missing"),
                new Bad("content a number", body("{\"role\":\"user\",\"content\":4}"), "messages[0].content must be"),
                new Bad(
                        "part without type",
                        body("{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}"),
                        "messages[0].content[0].type is missing"),
                new Bad(
                        "part a text",
                        body("{\"role\":\"user\",\"content\":[\"x\"]}"),
                        "messages[0].content[0] must be"),
                new Bad("tools a text", numbered("\"tools\":\"x\""), "'tools' must be an array"),
                new Bad(
                        "response format",
                        numbered("\"response_format\":{\"type\":\"xml\"}"),
                        "response_format.type is 'xml'"));
    }

    private static String body(String turns) {
        return "{\"model\":\"support\",\"messages\":[" + turns + "]}";
    }

    private static String numbered(String member) {
        return body(TURN).replace("\"messages\"", member + ",\"messages\"");
    }

    private static byte[] invalidUtf8() {
        byte[] bytes = body(TURN).getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 10] = (byte) 0xC3;
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodyThatIsNoRequest_isRefusedWithItsPlace(Bad bad) {
        HttpResponse<String> reply =
                agent.send(agent.completion(bad.body()).header("authorization", "Bearer " + LocalAgent.ACME));

        assertError(reply, 400, "invalid_request_error", "invalid_request", bad.words());
        assertThat(reply.body())
                .doesNotContain(SECRET)
                .doesNotContain(LocalAgent.ACME)
                .doesNotContain("jackson", "StreamReadConstraints");
        assertThat(reply.body().length()).isLessThan(600);
        DecisionRecord record = agent.record();
        assertThat(record.end()).isInstanceOf(End.Refused.class);
        assertThat(reply.headers().firstValue("x-tiergate-decision-id"))
                .hasValue(record.header().id());
        assertThat(LocalAgent.json(record)).doesNotContain(SECRET).doesNotContain(LocalAgent.ACME);
        assertThat(agent.logged()).doesNotContain(SECRET);
        assertThat(agent.upstream().called()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nope          | there is no policy or model 'nope' for tenant 'acme'; GET /v1/models
                    q/gpt-9       | there is no policy or model 'q/gpt-9'
                    support/nope  | policy 'support' has no task 'nope'; it has
                    support/      | policy 'support' has no task ''
                    /             | there is no policy or model '/'
                    """)
    void addressOfNothing_isNotFound(String model, String words) {
        HttpResponse<String> reply = agent.post(ask(model));

        assertError(reply, 404, "not_found_error", "unknown_model", words);
        assertThat(agent.record().header().asked()).isEqualTo(model);
    }

    @Test
    void veryLongModelName_isShortenedInErrorAndRecord() {
        HttpResponse<String> reply = agent.post(ask("m".repeat(100_000)));

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body().length()).isLessThan(600);
        assertThat(LocalAgent.json(agent.record()).length()).isLessThan(2_000);
    }

    @Test
    void modelOutsideEveryTier_isServedOnlyAsAPin() {
        assertThat(agent.send(agent.completion(ask("p/small2"))
                                .header("authorization", "Bearer " + LocalAgent.UMBRELLA))
                        .statusCode())
                .isEqualTo(403);
        agent.record();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
                    none                                     | no credential: send 'authorization: Bearer KEY'
                    Basic YWNtZTpzZWNyZXQ=                   | no credential
                    Bearer                                   | no credential
                    Bearer sk-1234567890abcdef               | keys look like tg_ID_SECRET
                    Bearer tg_acme_d3Jvbmc                   | unknown or was revoked
                    Bearer tg_nobody_c2VjcmV0LW9mLWFjbWU     | unknown or was revoked
                    """)
    void callerThatNobodyKnows_isRefused(@Nullable String authorization, String words) {
        var request = agent.completion(ask("support"));
        HttpResponse<String> reply =
                agent.send(authorization == null ? request : request.header("authorization", authorization));

        assertError(reply, 401, "authentication_error", "unauthenticated", words);
        String json = LocalAgent.json(agent.record());
        if (authorization != null && authorization.contains(" ")) {
            String secret = authorization.substring(authorization.indexOf(' ') + 1);
            assertThat(json).doesNotContain(secret);
            assertThat(reply.body()).doesNotContain(secret);
        }
    }

    @Test
    void revokedKey_isRefusedAtOnce() {
        agent.upstream().model("small", says("Hello"));
        assertThat(agent.post(ask("support")).statusCode()).isEqualTo(200);

        agent.publishAccess(Documents.ACCESS
                .lines()
                .filter(line -> !line.contains("id: acme"))
                .reduce("", (all, line) -> all + line + "\n"));
        HttpResponse<String> reply = agent.post(ask("support"));

        assertError(reply, 401, "authentication_error", "unauthenticated", "revoked: ask for a new one");
        agent.records(2);
    }

    @Test
    void keyWithoutTheRole_isForbidden() {
        HttpResponse<String> reply =
                agent.send(agent.completion(ask("support")).header("authorization", "Bearer " + LocalAgent.VIEWER));

        assertError(reply, 403, "permission_error", "forbidden", "lacks role caller");
        assertThat(agent.record().header().caller()).isEqualTo("viewer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    stakes         | medium      | is 'low' or 'high'
                    cache          | all         | can only be 'none'
                    deadline-ms    | 0           | is a whole number, at least 1
                    deadline-ms    | -5          | is a whole number, at least 1
                    deadline-ms    | soon        | is a whole number, at least 1
                    deadline-ms    | 99999999999999999999 | is a whole number
                    min-generation | 1.5         | is a whole number
                    tags           | blue        | is written name=value
                    tags           | =blue       | is written name=value
                    at-least       | platinum    | has no tier 'platinum'; it has
                    task           | cooking     | has no task 'cooking'; it has
                    """)
    void headerThatIsNotOfItsForm_isRefusedByName(String header, String value, String words) {
        HttpResponse<String> reply = agent.post(ask("support"), "x-tiergate-" + header, value);

        assertThat(reply.statusCode()).isBetween(400, 404);
        assertThat(reply.body().toLowerCase(Locale.ROOT)).contains(words.toLowerCase(Locale.ROOT));
        assertThat(agent.record().end()).isInstanceOf(End.Refused.class);
    }

    @Test
    void headerThatIsTooLong_isRefusedByName() {
        HttpResponse<String> reply = agent.post(ask("support"), "x-tiergate-session", "s".repeat(257));

        assertError(reply, 400, "invalid_request_error", "invalid_request", "x-tiergate-session");
        agent.record();
    }

    @Test
    void tooManyTags_areRefused() {
        StringBuilder tags = new StringBuilder("a=1");
        for (int i = 0; i < 16; i++) {
            tags.append(",t").append(i).append("=1");
        }
        HttpResponse<String> reply = agent.post(ask("support"), "x-tiergate-tags", tags.toString());

        assertError(reply, 400, "invalid_request_error", "invalid_request", "at most 16 tags");
        agent.record();
    }

    @Test
    void promptOfTenMegabytes_withinTheLimits_isServedByWhomItFits() {
        agent.upstream().model("frontier", says("Long read"));
        String prompt = "lorem ipsum ".repeat(10 << 20).substring(0, 10 << 20);

        HttpResponse<String> reply = agent.post(ask("support").replace("Hello", prompt));

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-tiergate-tier")).hasValue("frontier");
        assertThat(agent.upstream().bodies().getFirst()).contains(prompt);
        assertThat(LocalAgent.json(agent.record())).doesNotContain("lorem");
    }

    @Test
    void promptThatFitsNoModel_isInfeasible_andSaysWhy() {
        HttpResponse<String> reply = agent.post(ask("p/mid").replace("Hello", "x".repeat(200_000)));

        assertError(reply, 422, "invalid_request_error", "nothing_feasible", "80 % of its window of 32000");
        assertThat(agent.upstream().called()).isEmpty();
        agent.record();
    }

    @Test
    void bodyOverTheLimit_is413_whetherItsLengthIsSaidOrNot() {
        String body = ask("support").replace("Hello", "x".repeat(LocalAgent.MAX_BODY_BYTES + 1));

        HttpResponse<String> said = agent.post(body);
        HttpResponse<String> chunked = agent.send(agent.request("/v1/chat/completions")
                .header("authorization", "Bearer " + LocalAgent.ACME)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))));

        assertError(said, 413, "invalid_request_error", "too_large", LocalAgent.MAX_BODY_BYTES + " bytes");
        assertError(chunked, 413, "invalid_request_error", "too_large", LocalAgent.MAX_BODY_BYTES + " bytes");
        agent.records(2);
    }
}
