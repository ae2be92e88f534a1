package io.tiergate.policy.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoutingLoaderTest {
    private final Map<Digest, byte[]> documents = new HashMap<>();
    private final Digest catalog =
            store(Documents.compiled(CatalogCompiler.compile("c", Documents.text("catalog.yaml"))));
    private final Digest baseline = store(policy(Documents.text("policy.yaml")));
    private final Digest candidate = store(policy(Documents.text("policy.yaml").replace("attempts: 4", "attempts: 3")));

    private static CompileResult.Compiled<?> policy(String text) {
        return Documents.compiled(PolicyCompiler.compile("p", text, Shelf.of(Documents.catalog())));
    }

    /** The support policy with one hybrid task that pins the estimates. */
    private static CompileResult.Compiled<?> hybrid(Estimates estimates) {
        String text = Documents.text("policy.yaml")
                .replace("strategy: fixed, tier: mid", "strategy: hybrid")
                .replace("reference:", "pins: { estimates: \"" + estimates.digest() + "\" }\nreference:");
        Shelf shelf = new Shelf(Documents.catalog(), Map.of(estimates.digest(), estimates));
        return Documents.compiled(PolicyCompiler.compile("p", text, shelf));
    }

    private Manifest manifest(Digest policy, List<Manifest.DocumentRef> estimates) {
        return new Manifest(
                new Manifest.DocumentRef(catalog, 3),
                estimates,
                List.of(new Manifest.PolicyEntry("support", "salt", List.of(arm("baseline", policy, 0, 10_000)))));
    }

    @Test
    void estimates_loadWithThePolicyThatPinsThem_andAreKeptFromBefore() {
        var learned = Documents.compiled(EstimatesCompiler.compile("e", Documents.text("estimates.yaml")));
        Digest pinning = store(hybrid(learned.value()));
        store(learned);
        Manifest manifest = manifest(pinning, List.of(new Manifest.DocumentRef(learned.digest(), 2)));
        Routing routing = Documents.value(RoutingLoader.load(manifest.encode(), documents, 1));
        assertThat(routing.estimates().keySet()).containsExactly(learned.digest());
        Routing again = Documents.value(RoutingLoader.load(manifest.encode(), documents, 2, routing));
        assertThat(again.estimates().get(learned.digest()))
                .isSameAs(routing.estimates().get(learned.digest()));
        assertThat(support(again).baseline().policy())
                .isSameAs(support(routing).baseline().policy());
        assertThat(Documents.value(Manifest.decode(manifest.encode()))).isEqualTo(manifest);
    }

    @Test
    void estimatesThatTheManifestLacks_areAProblem_alsoWhereTheyRanBefore() {
        var learned = Documents.compiled(EstimatesCompiler.compile("e", Documents.text("estimates.yaml")));
        Digest pinning = store(hybrid(learned.value()));
        store(learned);
        Manifest whole = manifest(pinning, List.of(new Manifest.DocumentRef(learned.digest(), 2)));
        Routing before = Documents.value(RoutingLoader.load(whole.encode(), documents, 1));
        Manifest without = manifest(pinning, List.of());
        for (Routing previous : new Routing[] {null, before}) {
            assertThat(Documents.problems(RoutingLoader.load(without.encode(), documents, 2, previous)))
                    .anySatisfy(problem -> assertThat(problem.message()).contains("there are no estimates"));
        }
    }

    @Test
    void estimatesThatAreMissingOrDamaged_areAProblem() {
        var learned = Documents.compiled(EstimatesCompiler.compile("e", Documents.text("estimates.yaml")));
        Manifest manifest = manifest(baseline, List.of(new Manifest.DocumentRef(learned.digest(), 2)));
        assertThat(problems(manifest))
                .anySatisfy(problem -> assertThat(problem.message()).contains("estimates, revision 2", "is missing"));
        documents.put(learned.digest(), "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(problems(manifest))
                .anySatisfy(problem -> assertThat(problem.message()).contains("estimates, revision 2", "damaged"));
    }

    private Digest store(CompileResult.Compiled<?> compiled) {
        documents.put(compiled.digest(), compiled.canonical());
        return compiled.digest();
    }

    private Manifest manifest(String name, Manifest.ArmEntry... arms) {
        return new Manifest(
                new Manifest.DocumentRef(catalog, 3),
                List.of(),
                List.of(new Manifest.PolicyEntry(name, "salt", List.of(arms))));
    }

    private static Manifest.ArmEntry arm(String name, Digest digest, int from, int basisPoints) {
        return new Manifest.ArmEntry(name, new Manifest.DocumentRef(digest, 7), from, basisPoints);
    }

    private List<Problem> problems(Manifest manifest) {
        return Documents.problems(RoutingLoader.load(manifest.encode(), documents, 1));
    }

    @Test
    void baselineAndCandidate_load() {
        Manifest manifest =
                manifest("support", arm("baseline", baseline, 0, 9_000), arm("canary", candidate, 0, 1_000));
        var loaded = Documents.compiled(RoutingLoader.load(manifest.encode(), documents, 12));
        Routing routing = loaded.value();
        assertThat(routing.generation()).isEqualTo(12);
        assertThat(routing.digest()).isEqualTo(Digest.of(manifest.encode()));
        assertThat(support(routing).arms())
                .extracting(arm -> arm.policy().digest())
                .containsExactly(baseline, candidate);
        var again = Documents.value(RoutingLoader.load(manifest.encode(), documents, 13, routing));
        assertThat(support(again).baseline().policy())
                .isSameAs(support(routing).baseline().policy());
    }

    private static ActivePolicy support(Routing routing) {
        return Objects.requireNonNull(routing.policy("support"));
    }

    @Test
    void manifestWithoutEstimates_isThatOfBeforeThereWereAny() {
        assertThat(new String(manifest(baseline, List.of()).encode(), StandardCharsets.UTF_8))
                .startsWith("{\"catalog\":{")
                .doesNotContain("estimates");
    }

    @Test
    void manifest_readsBackAsItself() {
        Manifest manifest = manifest("support", arm("baseline", baseline, 0, 10_000));
        assertThat(Documents.value(Manifest.decode(manifest.encode()))).isEqualTo(manifest);
    }

    @Test
    void manifestThatIsNotCanonical_isRefused() {
        byte[] spaced = (" "
                        + new String(
                                manifest("support", arm("baseline", baseline, 0, 10_000))
                                        .encode(),
                                StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Documents.problems(Manifest.decode(spaced)).getFirst().message())
                .contains("canonical");
    }

    @Test
    void damagedDocument_isRefused_andNamed() {
        byte[] damaged = Objects.requireNonNull(documents.get(baseline)).clone();
        damaged[20] ^= 1;
        documents.put(baseline, damaged);
        assertThat(problems(manifest("support", arm("baseline", baseline, 0, 10_000))))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).contains("policy support").contains("damaged"));
    }

    @Test
    void missingDocument_isRefused_andNamed() {
        documents.remove(catalog);
        assertThat(problems(manifest("support", arm("baseline", baseline, 0, 10_000)))
                        .getFirst()
                        .message())
                .contains("catalog")
                .contains("missing");
    }

    @Test
    void armsThatDoNotFit_areRefused() {
        assertThat(messages(arm("canary", baseline, 0, 10_000))).contains("first arm");
        assertThat(messages(arm("baseline", baseline, 0, 9_000))).contains("baseline does not have");
        assertThat(messages(
                        arm("baseline", baseline, 0, 0),
                        arm("a", candidate, 0, 6_000),
                        arm("b", candidate, 6_000, 6_000)))
                .contains("more than all traffic");
        assertThat(messages(
                        arm("baseline", baseline, 0, 8_000),
                        arm("a", candidate, 0, 1_000),
                        arm("b", candidate, 999, 1_000)))
                .contains("overlaps");
        assertThat(messages(
                        arm("baseline", baseline, 0, 8_000),
                        arm("a", candidate, 0, 1_000),
                        arm("a", candidate, 1_000, 1_000)))
                .contains("two arms `a`");
    }

    private String messages(Manifest.ArmEntry... arms) {
        return problems(manifest("support", arms)).toString();
    }

    @Test
    void policyUnderAnotherName_isRefused() {
        assertThat(problems(manifest("sales", arm("baseline", baseline, 0, 10_000)))
                        .getFirst()
                        .message())
                .contains("is of policy `support`");
    }

    @Test
    void policyThatThisCatalogCannotServe_isRefused_withItsOwnProblems() {
        String smaller = Documents.text("catalog.yaml").replace("deepseek-coder", "deepseek-other");
        Digest other = store(Documents.compiled(CatalogCompiler.compile("c", smaller)));
        Manifest manifest = new Manifest(
                new Manifest.DocumentRef(other, 4),
                List.of(),
                List.of(new Manifest.PolicyEntry("support", "", List.of(arm("baseline", baseline, 0, 10_000)))));
        assertThat(problems(manifest)).anySatisfy(problem -> {
            assertThat(problem.source()).isEqualTo("policy support, revision 7");
            assertThat(problem.message()).contains("deepseek-coder");
        });
    }
}
