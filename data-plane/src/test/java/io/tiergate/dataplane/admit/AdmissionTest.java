package io.tiergate.dataplane.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.admit.Admission.Outcome;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.dataplane.model.Trail;
import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.access.Principal;
import io.tiergate.policy.access.Role;
import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.rule.RuleOutcome;
import io.tiergate.policy.rule.Truth;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.transport.PresentedCredential;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final String KEY = "tg_one_secret";
    private static final String PLATFORM_KEY = "tg_two_secret";
    private static final String ID = "agent-1.019aaddf-5e00-7abc-8def-0123456789ab";
    private static final String CATALOG = """
            catalog: default
            providers: { openai: { api: openai, base_url: 'https://api.openai.com/v1', credential: 'env:KEY' } }
            models:
              openai/small: { context_window: 128000, max_output: 16384, prices: { input: 1, output: 2 } }
              openai/big: { context_window: 128000, max_output: 16384, prices: { input: 10, output: 20 } }
            """;
    private static final String POLICY = """
            policy: support
            tiers:
              - { name: small, targets: [ { model: openai/small } ] }
              - { name: big, targets: [ { model: openai/big } ] }
            tasks:
              chat: { owner: ops, strategy: route }
              code: { owner: ide, strategy: route, default_domain: software }
            default_task: chat
            default_domain: general
            rules: [ { name: care, when: 'domain in ["legal", "software"]', then: { tier: big } } ]
            """;
    private static final String ACCESS = """
            tenants:
              acme: { default_policy: support, policies: [support], pins: [openai/big], limits: { LIMITS } }
            keys:
              - { id: one, tenant: acme, hash: 'KEY1' }
              - { id: two, roles: [operator], hash: 'KEY2' }
            """;

    private final AtomicLong nanos = new AtomicLong();
    private final Spend spend = new Spend();
    private final Admission admission =
            new Admission(new TenantLimits(nanos::get, spend), Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "support            | ''    | general  | small",
                "support            | legal | legal    | big",
                "support/code       | ''    | software | big",
                "support/code       | ops   | ops      | small",
                "auto               | ''    | general  | small",
            })
    void undeclaredDomain_isThePolicys_andRulesKnowIt(String model, String declared, String domain, String tier) {
        Outcome.Admitted admitted = admitted(admit(model, declaring(declared), KEY, snapshot("")));
        assertThat(admitted.decision().inputs().features().domain()).isEqualTo(domain);
        assertThat(admitted.decision().rules()).extracting(RuleOutcome::result).doesNotContain(Truth.UNKNOWN);
        assertThat(admitted.decision().plan().rungs().getFirst().tier()).isEqualTo(tier);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing         | UNKNOWN_MODEL",
                "support/nothing | UNKNOWN_MODEL",
                "openai/small    | FORBIDDEN",
            })
    void addressOfNothing_isRefused_withItsCaller(String model, ErrorKind kind) {
        Outcome.Refused refused = refused(admit(model, Declared.NOTHING, KEY, snapshot("")));
        assertThat(refused.refusal().kind()).isEqualTo(kind);
        assertThat(refused.caller()).isEqualTo(new Principal("one", "acme", Set.of(Role.CALLER)));
    }

    @Test
    void tierThatThePolicyHasNot_isRefused_withItsCaller() {
        Declared atLeast = new Declared(null, null, null, null, null, Map.of(), "huge", false, null, 0);
        Outcome.Refused refused = refused(admit("auto", atLeast, KEY, snapshot("")));
        assertThat(refused.refusal().message()).contains("no tier 'huge'").contains("small, big");
        assertThat(tenant(refused)).isEqualTo("acme");
    }

    @Test
    void requestOverTheRate_isRefused_withItsCallerAndAWait() {
        Snapshot snapshot = snapshot("requests_per_minute: 1");
        admitted(admit("auto", Declared.NOTHING, KEY, snapshot));
        Outcome.Refused refused = refused(admit("auto", Declared.NOTHING, KEY, snapshot));
        assertThat(refused.refusal().kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(refused.refusal().retryAfterSeconds()).isEqualTo(60);
        assertThat(tenant(refused)).isEqualTo("acme");
        nanos.addAndGet(60_000_000_000L);
        admitted(admit("auto", Declared.NOTHING, KEY, snapshot));
    }

    @Test
    void requestsAtOnce_areBounded_untilOneIsOver() {
        Snapshot snapshot = snapshot("concurrent: 1");
        Outcome.Admitted first = admitted(admit("auto", Declared.NOTHING, KEY, snapshot));
        assertThat(tenant(refused(admit("auto", Declared.NOTHING, KEY, snapshot))))
                .isEqualTo("acme");
        first.lease().close();
        first.lease().close();
        admitted(admit("auto", Declared.NOTHING, KEY, snapshot));
        refused(admit("auto", Declared.NOTHING, KEY, snapshot));
    }

    @Test
    void spentBudget_isRefused_withItsCaller() {
        Snapshot snapshot = snapshot("usd_per_day: 1");
        spend.add("acme", 999_999);
        admitted(admit("auto", Declared.NOTHING, KEY, snapshot));
        spend.add("acme", 1);
        Outcome.Refused refused = refused(admit("auto", Declared.NOTHING, KEY, snapshot));
        assertThat(refused.refusal().kind()).isEqualTo(ErrorKind.BUDGET_SPENT);
        assertThat(tenant(refused)).isEqualTo("acme");
    }

    @Test
    void agentBehindTheDemandedGeneration_refuses_withItsCaller() {
        Declared ahead = new Declared(null, null, null, null, null, Map.of(), null, false, null, 8);
        Outcome.Refused refused = refused(admit("auto", ahead, KEY, snapshot("")));
        assertThat(refused.refusal().kind()).isEqualTo(ErrorKind.BEHIND);
        assertThat(tenant(refused)).isEqualTo("acme");
    }

    @Test
    void agentWithoutPolicies_refuses_withItsCaller() {
        Snapshot snapshot = new Snapshot(null, snapshot("").access());
        Outcome.Refused refused = refused(admit("auto", Declared.NOTHING, KEY, snapshot));
        assertThat(refused.refusal().kind()).isEqualTo(ErrorKind.NOT_READY);
        assertThat(tenant(refused)).isEqualTo("acme");
    }

    @Test
    void keyOfThePlatformTeam_isOfNoTenant_andMaySendNothing() {
        Outcome.Refused refused = refused(admit("auto", Declared.NOTHING, PLATFORM_KEY, snapshot("")));
        assertThat(refused.refusal().kind()).isEqualTo(ErrorKind.FORBIDDEN);
        assertThat(refused.caller()).isEqualTo(new Principal("two", "", Set.of(Role.OPERATOR)));
    }

    @ParameterizedTest
    @CsvSource({"tg_one_other", "tg_nobody_secret", "nonsense"})
    void unknownKey_isRefused_withNobody(String key) {
        Outcome.Refused refused = refused(admit("auto", Declared.NOTHING, key, snapshot("")));
        assertThat(refused.refusal().kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
        assertThat(refused.refusal().message()).doesNotContain("secret");
        assertThat(refused.caller()).isNull();
    }

    @Test
    void agentWithoutAccess_refuses_withNobody() {
        Outcome.Refused refused = refused(admit("auto", Declared.NOTHING, KEY, Snapshot.NOTHING));
        assertThat(refused.refusal().kind()).isEqualTo(ErrorKind.NOT_READY);
        assertThat(refused.caller()).isNull();
    }

    @Test
    void recordOfARefusal_namesCallerAndTenant() {
        Outcome.Refused refused = refused(admit("nothing", Declared.NOTHING, KEY, snapshot("")));
        Trail trail = new Trail(
                new Trail.Start(ID, NOW.toEpochMilli(), 0, "agent-1", "0.1.0", Exchange.Api.HTTP, "nothing"),
                snapshot(""));
        if (refused.caller() != null) {
            trail.caller(refused.caller());
        }
        DecisionRecord record = trail.toRecord(
                new DecisionRecord.End.Refused(
                        "unknown_model", refused.refusal().message()),
                0,
                1_000);
        assertThat(record.header().caller()).isEqualTo("one");
        assertThat(record.header().tenant()).isEqualTo("acme");
        assertThat(record.decision()).isNull();
    }

    private Outcome admit(String model, Declared declared, String key, Snapshot snapshot) {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        Exchange exchange = new Exchange(
                Exchange.Api.HTTP, request(body), declared, new PresentedCredential.BearerKey(key), 0, new Nobody());
        return admission.admit(exchange, snapshot, ID, 7);
    }

    private static Declared declaring(@Nullable String domain) {
        String said = domain == null || domain.isEmpty() ? null : domain;
        return new Declared(null, said, null, null, null, Map.of(), null, false, null, 0);
    }

    private static ChatRequest request(String body) {
        return switch (ChatRequestReader.read(body.getBytes(StandardCharsets.UTF_8))) {
            case ChatRequestReader.Result.Read read -> read.request();
            case ChatRequestReader.Result.Unreadable unreadable -> throw new AssertionError(unreadable.refusal());
        };
    }

    private static Outcome.Admitted admitted(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Admitted admitted -> admitted;
            case Outcome.Refused refused -> throw new AssertionError(refused.refusal());
        };
    }

    private static Outcome.Refused refused(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Admitted admitted ->
                throw new AssertionError(admitted.decision().inputs());
            case Outcome.Refused refused -> refused;
        };
    }

    private static String tenant(Outcome.Refused refused) {
        return refused.caller() == null ? "nobody's" : refused.caller().tenant();
    }

    private static Snapshot snapshot(String limits) {
        Catalog catalog = value(CatalogCompiler.compile("catalog", CATALOG));
        CompiledPolicy policy = value(PolicyCompiler.compile("policy", POLICY, Shelf.of(catalog)));
        ActivePolicy active = new ActivePolicy("support", "salt", List.of(new Arm(Arm.BASELINE, policy, 1, 0, 10_000)));
        Digest digest = digest("routing");
        Access access = value(AccessCompiler.compile(
                "access",
                ACCESS.replace("LIMITS", limits)
                        .replace("KEY1", digest(KEY).toString())
                        .replace("KEY2", digest(PLATFORM_KEY).toString())));
        return new Snapshot(
                new Running<>(
                        new Version(7, digest),
                        NOW,
                        new Routing(digest, 7, catalog, Map.of(), Map.of("support", active))),
                new Running<>(new Version(3, access.digest()), NOW, access));
    }

    private static <T> T value(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled -> compiled.value();
            case CompileResult.Rejected<T> rejected -> throw new AssertionError(rejected.report());
        };
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What tenants spent, without a cluster. */
    private static final class Spend implements DailySpend {
        private final Map<String, Long> micros = new HashMap<>();

        @Override
        public long todayMicros(String tenant) {
            return micros.getOrDefault(tenant, 0L);
        }

        @Override
        public void add(String tenant, long more) {
            micros.merge(tenant, more, Long::sum);
        }
    }

    /** A way back that admission must not take. */
    private static final class Nobody implements Responder {
        @Override
        public void commit(RoutingInfo routing) {
            throw new AssertionError("admission answers nobody");
        }

        @Override
        public void piece(byte[] chunk) {
            throw new AssertionError("admission answers nobody");
        }

        @Override
        public void finish(Served served) {
            throw new AssertionError("admission answers nobody");
        }

        @Override
        public void fail(Refusal refusal, RoutingInfo routing) {
            throw new AssertionError("admission answers nobody");
        }

        @Override
        public void onCancel(Runnable action) {}
    }
}
