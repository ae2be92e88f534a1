package io.tiergate.dataplane;

import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.policy.snapshot.RoutingLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The documents that test agents run, compiled by the real compilers. */
public final class Documents {
    /** Three tiers at 1, 10 and 100 dollars a million input tokens, twice that for output; only the dear models can do everything; {@code b/broken} has a bug, {@code b/unreadable} gives an answer that the gate breaks on. */
    private static final String CATALOG = """
            catalog: default
            providers:
              p: { api: openai, base_url: "PROVIDER" }
              b: { api: anthropic, base_url: "http://127.0.0.1:1" }
            models:
              b/broken:   { context_window: 8000, max_output: 2000, prices: { input: 1, output: 2 } }
              b/unreadable: { context_window: 8000, max_output: 2000, prices: { input: 1, output: 2 } }
              p/small:    { context_window: 8000, max_output: 2000, prices: { input: 1, output: 2 }, capabilities: [logprobs] }
              p/small2:   { context_window: 8000, max_output: 2000, prices: { input: 1, output: 2 } }
              p/mid:      { context_window: 32000, max_output: 4000, prices: { input: 10, output: 20 }, capabilities: [tools, json_schema] }
              p/frontier: { context_window: 10000000, max_output: 8000, prices: { input: 100, output: 200 }, capabilities: [tools, images, json_schema] }
            """;

    /** A policy with a task for each way of serving. */
    public static final String SUPPORT = """
            policy: support
            reference: frontier
            tiers:
              - { name: small,    targets: [ { model: p/small } ] }
              - { name: mid,      targets: [ { model: p/mid } ] }
              - { name: frontier, targets: [ { model: p/frontier } ] }
              - { name: pair,     specialist: true, targets: [ { model: p/small }, { model: p/small2 } ] }
            tasks:
              chat:       { owner: ops, strategy: route, start: small }
              fixed:      { owner: ops, strategy: fixed, tier: mid }
              pair:       { owner: ops, strategy: fixed, tier: pair }
              draft:      { owner: ops, strategy: cascade, gate: [refusal, finish] }
              extraction: { owner: ops, strategy: cascade, gate: [schema], answer: { kind: json, schema: { type: object, required: [total] } } }
              label:      { owner: ops, strategy: cascade, gate: [labels], answer: { kind: label, labels: [bug, billing, other] } }
              triage:     { owner: ops, strategy: consensus, gate: [labels], answer: { kind: label, labels: [bug, billing, other] },
                            rungs: [ { ask: [p/small, p/small2], agree: 2 }, { tier: frontier } ] }
              sum:        { owner: ops, strategy: consensus, answer: { kind: number }, rungs: [ { ask: [p/small, p/small2], agree: 2 }, { tier: mid } ] }
            default_task: chat
            rules:
              - { name: high stakes, when: 'stakes == "high"', then: { at_least: mid } }
              - { name: private, when: '"private" in tags', then: { cache: none } }
            cache: { exact: true, ttl: 1h }
            budget: { deadline: 30s, attempts: 6 }
            resilience: { retries: 1 }
            """;

    /** A policy whose budget ends after one panel. */
    public static final String STRICT = """
            policy: strict
            tiers:
              - { name: small, targets: [ { model: p/small } ] }
              - { name: mid,   targets: [ { model: p/mid } ] }
            tasks:
              sum: { owner: ops, strategy: consensus, answer: { kind: number }, rungs: [ { ask: [p/small, p/mid], agree: 2 } ] }
            cache: { exact: true, ttl: 1h }
            budget: { attempts: 2 }
            """;

    /** What was learned of task {@code sum}: two small models are likely wrong unless they agree. */
    public static final String ESTIMATES = """
            estimates: sums
            reference: p/frontier
            worths_usd: [0.001, 1]
            tasks:
              sum:
                labels: 100
                priors:
                  p/small:    { right: 0.7, output_tokens: 20 }
                  p/small2:   { right: 0.7, output_tokens: 20 }
                  p/mid:      { right: 0.8, output_tokens: 20 }
                  p/frontier: { right: 0.95, output_tokens: 20 }
                starts:
                  - { ask: [p/small, p/small2], right: [0.7, 0.95], more: { p/frontier: { share: [0, 0.3], output_tokens: [0, 6] } } }
                  - { ask: [p/frontier], right: [0.95, 0.95] }
                reached: [0.7, 1]
            overall: [0.7, 1]
            posteriors:
              - seen: [p/small, p/small2]
                right:
                  p/small:    { shared: [-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4] }
                  p/small2:   { shared: [-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4] }
                  p/mid:      { shared: [1.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }
                  p/frontier: { shared: [2.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }
                output_tokens:
                  p/frontier: { shared: [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }
            alone:
              p/small: { shared: [-5, 0, 3, 0, 0, 0, 0, 0, 0] }
              p/mid:   { shared: [1.4, 0, 0, 0, 0, 0, 0, 0, 0] }
            confidence:
              p/small: { shared: [0, 1] }
            self_reports:
              p/small2: { shared: [0, 1] }
            """;

    /** A policy that goes by {@link #ESTIMATES}; of task {@code other} nothing was learned. */
    public static final String HYBRID = """
            policy: learned
            pins: { estimates: "%s" }
            tiers:
              - { name: small,    targets: [ { model: p/small }, { model: p/small2 } ] }
              - { name: mid,      targets: [ { model: p/mid } ] }
              - { name: frontier, targets: [ { model: p/frontier } ] }
            tasks:
              sum:   { owner: ops, strategy: hybrid, answer: { kind: number } }
              other: { owner: ops, strategy: hybrid, on_no_evidence: mid }
            default_task: sum
            """.formatted(estimates().digest());

    /** A cascade whose answers are weighed by {@link #ESTIMATES}: a short one of the small model is likely wrong. */
    public static final String WEIGHED = """
            policy: weighed
            pins: { estimates: "%s" }
            confidence: { between: accept }
            tiers:
              - { name: small,    targets: [ { model: p/small } ] }
              - { name: mid,      targets: [ { model: p/mid } ] }
              - { name: frontier, targets: [ { model: p/frontier } ] }
            tasks:
              sum: { owner: ops, strategy: cascade, gate: [finish, learned, { expression: '!answer.contains("TODO")' }], answer: { kind: number } }
            cache: { exact: true, ttl: 1h }
            """.formatted(estimates().digest());

    /** A cascade that goes by how sure the small model is; of the mid one nothing is known. */
    public static final String CONFIDENT = """
            policy: confident
            pins: { estimates: "%s" }
            tiers:
              - { name: small,    targets: [ { model: p/small } ] }
              - { name: mid,      targets: [ { model: p/mid } ] }
              - { name: frontier, targets: [ { model: p/frontier } ] }
            tasks:
              sum: { owner: ops, strategy: cascade, gate: [finish, confidence] }
            cache: { exact: true, ttl: 1h }
            """.formatted(estimates().digest());

    /** The same with a small model that gives no log-probabilities and is asked. */
    public static final String ASKED =
            CONFIDENT.replace("policy: confident", "policy: asked").replace("p/small }", "p/small2 }");

    /** A cascade whose first answers the frontier model judges; task {@code own} has that model answer, too. */
    public static final String JUDGED = """
            policy: judged
            judge: p/frontier
            tiers:
              - { name: small,    targets: [ { model: p/small } ] }
              - { name: mid,      targets: [ { model: p/mid } ] }
              - { name: frontier, targets: [ { model: p/frontier } ] }
            tasks:
              chat: { owner: ops, strategy: cascade, ladder: [small, mid], gate: [finish, judge] }
              own:  { owner: ops, strategy: cascade, ladder: [frontier, mid], gate: [finish, judge] }
            default_task: chat
            cache: { exact: true, ttl: 1h }
            budget: { deadline: 6s, attempts: 6 }
            """;

    /** Tenants {@code acme} (may pin), {@code umbrella}, {@code limited} (one request a minute) and {@code single} (one at once), each with a key. */
    public static final String ACCESS = """
            tenants:
              acme:     { default_policy: support, pins: [ "p/*", "b/*" ], subscription: paid }
              umbrella: { default_policy: support, policies: [ support ] }
              limited:  { default_policy: support, limits: { requests_per_minute: 1 } }
              single:   { default_policy: support, pins: [ "b/*" ], limits: { concurrent: 1 } }
            keys:
              - { id: acme, tenant: acme, hash: "%s" }
              - { id: umbrella, tenant: umbrella, hash: "%s" }
              - { id: limited, tenant: limited, hash: "%s" }
              - { id: single, tenant: single, hash: "%s" }
              - { id: viewer, tenant: acme, hash: "%s", roles: [ viewer ] }
              - { id: publisher, tenant: acme, hash: "%s", roles: [ publisher ] }
              - { id: operator, tenant: acme, hash: "%s", roles: [ operator ] }
            certificates:
              - { name: "spiffe://test/acme", tenant: acme }
              - { name: "spiffe://test/dashboard", roles: [ viewer ] }
              - { name: "spiffe://test/platform", roles: [ publisher ] }
            """.formatted(
                    hash(LocalAgent.ACME),
                    hash(LocalAgent.UMBRELLA),
                    hash(LocalAgent.LIMITED),
                    hash(LocalAgent.SINGLE),
                    hash(LocalAgent.VIEWER),
                    hash(LocalAgent.PUBLISHER),
                    hash(LocalAgent.OPERATOR));

    private Documents() {}

    /** What an agent routes by when these policies are published, each whole and as its only arm. */
    public static Routing routing(String providerUrl, long generation, List<String> policies) {
        Map<Digest, byte[]> documents = new HashMap<>();
        CompileResult.Compiled<?> catalog =
                compiled(CatalogCompiler.compile("catalog", CATALOG.replace("PROVIDER", providerUrl)));
        documents.put(catalog.digest(), catalog.canonical());
        List<Manifest.PolicyEntry> entries = new ArrayList<>();
        for (String policy : policies) {
            Document document = Objects.requireNonNull(Document.read(policy, new Problems("policy")));
            documents.put(document.digest(), document.canonical());
            String name = policy.lines().findFirst().orElseThrow().substring("policy: ".length());
            entries.add(new Manifest.PolicyEntry(
                    name,
                    "salt",
                    List.of(new Manifest.ArmEntry(
                            Arm.BASELINE, new Manifest.DocumentRef(document.digest(), 7), 0, 10_000))));
        }
        List<Manifest.DocumentRef> pinned = new ArrayList<>();
        CompileResult.Compiled<?> estimates = estimates();
        if (policies.contains(HYBRID)
                || policies.contains(WEIGHED)
                || policies.contains(CONFIDENT)
                || policies.contains(ASKED)) {
            documents.put(estimates.digest(), estimates.canonical());
            pinned.add(new Manifest.DocumentRef(estimates.digest(), 1));
        }
        Manifest manifest = new Manifest(new Manifest.DocumentRef(catalog.digest(), 3), pinned, entries);
        return compiled(RoutingLoader.load(manifest.encode(), documents, generation))
                .value();
    }

    private static CompileResult.Compiled<?> estimates() {
        return compiled(EstimatesCompiler.compile("estimates", ESTIMATES));
    }

    /** Whom an agent knows when this document is published. */
    public static Access access(String document) {
        return compiled(AccessCompiler.compile("access", document)).value();
    }

    private static <T> CompileResult.Compiled<T> compiled(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled -> compiled;
            case CompileResult.Rejected<T> rejected -> throw new AssertionError(rejected.report());
        };
    }

    private static String hash(String key) {
        return Digest.of(key.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
