package io.tiergate.bench.micro;

import io.tiergate.bench.peer.Workload;
import io.tiergate.bench.process.Tiergate;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.rule.Features;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the benchmarks share: the policy of {@code examples}, and a request of about 1 KB. */
final class Sample {
    static final byte[] BODY = Workload.request("support/extraction", "");
    static final ChatRequest REQUEST = request();
    static final CompiledPolicy POLICY = policy();

    private Sample() {}

    private static ChatRequest request() {
        return switch (ChatRequestReader.read(BODY)) {
            case ChatRequestReader.Result.Read read -> read.request();
            case ChatRequestReader.Result.Unreadable unreadable ->
                throw new IllegalStateException(unreadable.refusal().message());
        };
    }

    private static CompiledPolicy policy() {
        Catalog catalog = compiled(CatalogCompiler.compile("catalog", text("examples/catalog.yaml")));
        return compiled(PolicyCompiler.compile("policy", text("examples/policies/support.yaml"), Shelf.of(catalog)));
    }

    private static <T> T compiled(CompileResult<T> result) {
        if (result instanceof CompileResult.Compiled<T>(var value, var document, var warnings)) {
            return value;
        }
        throw new IllegalStateException("the example does not compile: " + result);
    }

    private static String text(String file) {
        try {
            Path path = Tiergate.home().resolve(file);
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The decision on an extraction: four rules, route from the small tier. */
    static Decision decision(long draw) {
        Features features = new Features(
                "extraction",
                null,
                "low",
                new Features.Size(220, 200, 300L),
                new Features.Form(2, false, false, "text", false),
                new Features.Caller("acme", "paid", null),
                Map.of());
        return Decision.of(
                new Arm(Arm.BASELINE, POLICY, 1, 0, 10_000),
                new Decision.Inputs(17, draw, features, new Decision.Asked(null, false, null, null)));
    }
}
