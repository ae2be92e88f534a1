package io.tiergate.dataplane.cache;

import static io.tiergate.dataplane.cache.IdentityField.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.document.Digest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheIdentityTest {
    static final String BASE = """
            {"model":"support","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"Hello"},
              {"role":"assistant","content":"Hello!"},
              {"role":"user","content":"What is 2 + 2?"}],
            "tools":[{"type":"function","function":{"name":"add"}}],"tool_choice":"auto",
            "response_format":{"type":"json_object"},"temperature":0.5,"max_tokens":100,"modalities":["text"]}""";

    private static final CacheScope SCOPE = new CacheScope("acme", "support", Samples.EPOCH, "chat", "", "minilm-1");

    /** A request that differs from the base in one field. */
    record Mutation(IdentityField field, String what, CacheScope scope, String body) {
        @Override
        public String toString() {
            return field + ": " + what;
        }

        CacheIdentity identity() {
            return CacheIdentity.of(scope, Samples.request(body));
        }

        CacheIdentity identity(Set<IdentityField> fields) {
            return CacheIdentity.of(scope, Samples.request(body), fields);
        }
    }

    static Stream<Mutation> mutations() {
        Digest otherEpoch = Digest.of("other".getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                scope(
                        TENANT,
                        "other tenant",
                        new CacheScope("umbrella", "support", Samples.EPOCH, "chat", "", "minilm-1")),
                scope(TENANT, "shared", new CacheScope(null, "support", Samples.EPOCH, "chat", "", "minilm-1")),
                scope(POLICY, "other policy", new CacheScope("acme", "sales", Samples.EPOCH, "chat", "", "minilm-1")),
                scope(EPOCH, "other epoch", new CacheScope("acme", "support", otherEpoch, "chat", "", "minilm-1")),
                scope(TASK, "other task", new CacheScope("acme", "support", Samples.EPOCH, "code", "", "minilm-1")),
                scope(
                        TIER_CONSTRAINTS,
                        "a bound",
                        new CacheScope("acme", "support", Samples.EPOCH, "chat", "at_least=3:mid;", "minilm-1")),
                scope(
                        EMBEDDING_MODEL,
                        "other version",
                        new CacheScope("acme", "support", Samples.EPOCH, "chat", "", "minilm-2")),
                scope(EMBEDDING_MODEL, "none", new CacheScope("acme", "support", Samples.EPOCH, "chat", "", null)),
                body(INSTRUCTIONS, "other text", "Be brief.", "Be wordy."),
                body(INSTRUCTIONS, "other role", "\"role\":\"system\"", "\"role\":\"developer\""),
                body(CONVERSATION, "other question", "\"content\":\"Hello\"", "\"content\":\"Goodbye\""),
                body(CONVERSATION, "other answer", "Hello!", "Hello?"),
                body(TOOLS, "other tool", "\"name\":\"add\"", "\"name\":\"sub\""),
                body(TOOLS, "functions", "\"tools\":", "\"functions\":"),
                body(TOOL_CHOICE, "forced", "\"auto\"", "\"required\""),
                body(TOOL_CHOICE, "one at a time", "\"tool_choice\"", "\"parallel_tool_calls\":false,\"tool_choice\""),
                body(RESPONSE_FORMAT, "text", "json_object", "text"),
                body(SAMPLING, "temperature", "0.5", "0.6"),
                body(SAMPLING, "no maximum", "\"max_tokens\":100,", ""),
                body(SAMPLING, "seed", "\"temperature\"", "\"seed\":1,\"temperature\""),
                body(OTHER_MEMBERS, "other value", "[\"text\"]", "[\"text\",\"audio\"]"),
                body(OTHER_MEMBERS, "unknown member", "\"temperature\"", "\"web_search\":true,\"temperature\""),
                body(LAST_USER_TURN, "other question", "2 + 2", "2 + 3"),
                body(LAST_USER_TURN, "its name", "\"content\":\"What", "\"name\":\"Ann\",\"content\":\"What"));
    }

    @Test
    void unchangedRequest_hits() {
        assertThat(identity(BASE)).isEqualTo(identity(BASE));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void oneFieldChanged_isAnotherKey(Mutation mutation) {
        assertThat(mutation.identity().key()).isNotEqualTo(identity(BASE).key());
    }

    @ParameterizedTest
    @EnumSource(IdentityField.class)
    void fieldLeftOut_someMutationCollides(IdentityField field) {
        Set<IdentityField> others = EnumSet.complementOf(EnumSet.of(field));
        CacheKey base = CacheIdentity.of(SCOPE, Samples.request(BASE), others).key();

        List<IdentityField> colliding = mutations()
                .filter(mutation -> mutation.identity(others).key().equals(base))
                .map(Mutation::field)
                .distinct()
                .toList();

        // Exactly its own mutations: no other field covers for it, and it covers for no other.
        assertThat(colliding).containsExactly(field);
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void onlyTheLastUserTurn_isOutsideThePartition(Mutation mutation) {
        assertThat(mutation.identity().partition().equals(identity(BASE).partition()))
                .isEqualTo(mutation.field() == LAST_USER_TURN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"stream\":true",
                "\"stream_options\":{\"include_usage\":true}",
                "\"user\":\"u-1\"",
                "\"metadata\":{\"a\":\"b\"}",
                "\"store\":false",
                "\"service_tier\":\"auto\"",
                "\"safety_identifier\":\"s\"",
                "\"prompt_cache_key\":\"k\""
            })
    void memberThatChangesNoAnswer_isNotPartOfIt(String member) {
        assertThat(identity(BASE.replace("\"temperature\"", member + ",\"temperature\"")))
                .isEqualTo(identity(BASE));
    }

    @Test
    void nameOfTheModelMember_isNotPartOfIt() {
        assertThat(identity(BASE.replace("\"model\":\"support\"", "\"model\":\"support/chat\"")))
                .isEqualTo(identity(BASE));
    }

    @Test
    void orderOfMembers_isNotPartOfIt() {
        String reordered =
                BASE.replace("\"temperature\":0.5,\"max_tokens\":100", "\"max_tokens\":100,\"temperature\":0.5");

        assertThat(reordered).isNotEqualTo(BASE);
        assertThat(identity(reordered)).isEqualTo(identity(BASE));
    }

    @Test
    void placeOfInstructions_isPartOfIt() {
        String system = "{\"role\":\"system\",\"content\":\"s\"}";
        String user = "{\"role\":\"user\",\"content\":\"u\"}";

        assertThat(identity(turns(system, user, user))).isNotEqualTo(identity(turns(user, system, user)));
    }

    @Test
    void turnsAfterTheLastUserTurn_arePartOfIt() {
        String user = "{\"role\":\"user\",\"content\":\"u\"}";

        assertThat(identity(turns(user, "{\"role\":\"assistant\",\"content\":\"a\"}")))
                .isNotEqualTo(identity(turns(user, "{\"role\":\"assistant\",\"content\":\"b\"}")));
    }

    @Test
    void requestWithoutUserTurn_hasAKeyOfItsOwn() {
        String system = "{\"role\":\"system\",\"content\":\"s\"}";

        assertThat(identity(turns(system)).key())
                .isNotEqualTo(identity(turns(system, "{\"role\":\"user\",\"content\":\"\"}"))
                        .key());
    }

    @Test
    void textMovedFromOneFieldToTheNext_isAnotherKey() {
        CacheScope one = new CacheScope("ab", "c", Samples.EPOCH, "t", "", null);
        CacheScope other = new CacheScope("a", "bc", Samples.EPOCH, "t", "", null);

        assertThat(CacheIdentity.of(one, request()).key())
                .isNotEqualTo(CacheIdentity.of(other, request()).key());
    }

    @Test
    void tenantNamedLikeNothing_isNotTheSharedScope() {
        CacheScope empty = new CacheScope("", "p", Samples.EPOCH, "t", "", null);
        CacheScope shared = new CacheScope(null, "p", Samples.EPOCH, "t", "", null);

        assertThat(CacheIdentity.of(empty, request()).key())
                .isNotEqualTo(CacheIdentity.of(shared, request()).key());
    }

    /** Agents of different builds share a cluster: a change of the format must be meant, with a new format text in the hash. */
    @Test
    void format_isTheOneThatRunningAgentsUse() {
        assertThat(CacheIdentity.of(SCOPE, request()).key()).hasToString("cda8f9bebe23da66");
    }

    private static Mutation scope(IdentityField field, String what, CacheScope scope) {
        return new Mutation(field, what, scope, BASE);
    }

    private static Mutation body(IdentityField field, String what, String from, String to) {
        assertThat(BASE).contains(from);
        return new Mutation(field, what, SCOPE, BASE.replace(from, to));
    }

    private static ChatRequest request() {
        return Samples.request(BASE);
    }

    private static CacheIdentity identity(String body) {
        return CacheIdentity.of(SCOPE, Samples.request(body));
    }

    private static String turns(String... turns) {
        return "{\"model\":\"auto\",\"messages\":[" + String.join(",", turns) + "]}";
    }
}
