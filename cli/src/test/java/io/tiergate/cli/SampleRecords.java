package io.tiergate.cli;

import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.Ledger;
import io.tiergate.policy.record.RecordWriter;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.policy.snapshot.RoutingLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records of requests that were decided under the sample documents: what an agent would have written. */
final class SampleRecords {
    static final String SERVED = "a1.0192f0aa-0000-7000-8000-000000000001";
    static final String REFUSED = "a1.0192f0aa-0000-7000-8000-000000000002";

    /** The routing's manifest and documents, by digest. */
    final Map<Digest, byte[]> documents = new HashMap<>();

    private final Routing routing;

    SampleRecords() {
        byte[] catalog = text("catalog.yaml");
        byte[] policy = text("policy.yaml");
        if (!(CatalogCompiler.compile("catalog", catalog) instanceof CompileResult.Compiled<?> compiledCatalog)
                || !(PolicyCompiler.compile("policy", policy, Shelf.of((io.tiergate.policy.catalog.Catalog)
                                compiledCatalog.value()))
                        instanceof CompileResult.Compiled<?> compiledPolicy)) {
            throw new AssertionError("the sample documents compile");
        }
        Manifest manifest = new Manifest(
                new Manifest.DocumentRef(compiledCatalog.digest(), 1),
                List.of(),
                List.of(new Manifest.PolicyEntry(
                        "support",
                        "salt",
                        List.of(new Manifest.ArmEntry(
                                Arm.BASELINE, new Manifest.DocumentRef(compiledPolicy.digest(), 3), 0, 10_000)))));
        byte[] encoded = manifest.encode();
        documents.put(Digest.of(encoded), encoded);
        documents.put(compiledCatalog.digest(), compiledCatalog.canonical());
        documents.put(compiledPolicy.digest(), compiledPolicy.canonical());
        if (!(RoutingLoader.load(encoded, documents, 7) instanceof CompileResult.Compiled<Routing> loaded)) {
            throw new AssertionError("the sample routing loads");
        }
        routing = loaded.value();
    }

    static byte[] text(String name) {
        return resource("/documents/" + name);
    }

    static byte[] resource(String name) {
        try (InputStream in = SampleRecords.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A cascade whose first answer was cut short and whose second was served. */
    String served() {
        var policy = routing.policy("support");
        if (policy == null) {
            throw new AssertionError("no policy");
        }
        Features features = new Features(
                "code",
                "software",
                "low",
                new Features.Size(812, 200, null),
                new Features.Form(2, false, false, "text", false),
                new Features.Caller("acme", "paid", null),
                Map.of());
        Decision decision = Decision.of(
                policy.baseline(), new Decision.Inputs(1, 2, features, new Decision.Asked(null, false, null, null)));
        Plan plan = decision.plan();
        Climb climb = decision.climb(plan);
        Observation seen = new Observation(0, Set.of());
        List<DecisionRecord.Step> steps = new ArrayList<>();
        Move move = climb.next(seen);
        while (move instanceof Move.Ask ask) {
            List<DecisionRecord.Attempt> attempts = ask.calls().stream()
                    .map(call -> attempt(call, steps.isEmpty()))
                    .toList();
            steps.add(new DecisionRecord.Step(seen, ask, attempts));
            climb = climb.after(
                    ask, attempts.stream().map(DecisionRecord.Attempt::result).toList());
            seen = new Observation(340, Set.of());
            move = climb.next(seen);
        }
        return json(new DecisionRecord(
                header(SERVED, 0),
                decision,
                new DecisionRecord.CacheUse("miss", Digest.of(new byte[1]).toString(), "", "", ""),
                plan,
                steps,
                new DecisionRecord.End.Walked(seen, move),
                Ledger.lines(climb.results(), move),
                Ledger.referenceMicros(decision, climb.results(), move),
                new DecisionRecord.Timing(812_345, 810_000)));
    }

    private static DecisionRecord.Attempt attempt(Move.Call call, boolean first) {
        return new DecisionRecord.Attempt(
                new AttemptResult(
                        call.number(),
                        call.target(),
                        Ending.ANSWERED,
                        new TokenUsage(700, 112, 0, 120, 0),
                        List.of(
                                first
                                        ? CheckResult.failed("finish", "cut at the length limit")
                                        : CheckResult.passed("finish")),
                        null,
                        false),
                "",
                call.target().model().id(),
                120_000,
                first ? 340_000 : 470_000);
    }

    /** A request without a valid key. */
    String refused() {
        return json(new DecisionRecord(
                header(REFUSED, 1_500),
                null,
                DecisionRecord.CacheUse.BYPASS,
                null,
                List.of(),
                new DecisionRecord.End.Refused("unauthenticated", "no valid key"),
                List.of(),
                0,
                new DecisionRecord.Timing(212, 0)));
    }

    private DecisionRecord.Header header(String id, long afterMillis) {
        return new DecisionRecord.Header(
                id,
                CommandLineFixture.NOW.toEpochMilli() + afterMillis,
                "a1",
                "0.1.0",
                "grpc",
                "support/code",
                new DecisionRecord.Content(7, routing.digest().toString()),
                new DecisionRecord.Content(4, Digest.of(new byte[2]).toString()),
                id.equals(REFUSED) ? "" : "abcd2345",
                id.equals(REFUSED) ? "" : "acme");
    }

    private static String json(DecisionRecord record) {
        return new String(RecordWriter.toJson(record), StandardCharsets.UTF_8);
    }
}
