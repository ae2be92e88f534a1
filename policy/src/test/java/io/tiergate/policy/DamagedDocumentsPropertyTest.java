package io.tiergate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.access.AccessEdits;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.RoutingLoader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever a document holds, compiling it gives a value or errors. Policies have their own such test beside their compiler. */
class DamagedDocumentsPropertyTest {
    private static final String CATALOG = Documents.text("catalog.yaml");
    private static final String ACCESS = Documents.text("access.yaml");
    private static final String ESTIMATES = Documents.text("estimates.yaml");
    private static final byte[] MANIFEST = new Manifest(
                    new Manifest.DocumentRef(Digest.of(new byte[1]), 1),
                    List.of(new Manifest.DocumentRef(Digest.of(new byte[3]), 2)),
                    List.of(new Manifest.PolicyEntry(
                            "support",
                            "salt",
                            List.of(new Manifest.ArmEntry(
                                    "baseline", new Manifest.DocumentRef(Digest.of(new byte[2]), 3), 0, 10_000)))))
            .encode();

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void catalog(
            @ForAll @IntRange(max = 2_000) int at,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll @From("snippets") String inserted) {
        check(CatalogCompiler.compile("x", damaged(CATALOG, at, cut, inserted)));
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void estimates(
            @ForAll @IntRange(max = 3_000) int at,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll @From("snippets") String inserted) {
        check(EstimatesCompiler.compile("x", damaged(ESTIMATES, at, cut, inserted)));
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void access_andEditsOfIt(
            @ForAll @IntRange(max = 1_200) int at,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll @From("snippets") String inserted) {
        String text = damaged(ACCESS, at, cut, inserted);
        check(AccessCompiler.compile("x", text));
        check(AccessEdits.removeKey("x", text, "abcd2345"));
        check(AccessEdits.expireKey("x", text, "abcd2345", Instant.EPOCH));
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void manifest(
            @ForAll @IntRange(max = 500) int at,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll @From("snippets") String inserted) {
        byte[] bytes = damaged(new String(MANIFEST, StandardCharsets.UTF_8), at, cut, inserted)
                .getBytes(StandardCharsets.UTF_8);
        check(Manifest.decode(bytes));
        check(RoutingLoader.load(bytes, Map.of(), 1));
    }

    @Example
    void numberBeyondEveryBound_isRefused() {
        String text = new String(MANIFEST, StandardCharsets.UTF_8);
        for (String number : List.of("1.001e93", "-1e400", "100000000000000000000.5")) {
            String huge = text.replaceAll("\"revision\":\\d+", "\"revision\":" + number);
            assertThat(huge).isNotEqualTo(text);
            assertThat(Manifest.decode(huge.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(CompileResult.Rejected.class);
        }
    }

    @Property(tries = 400)
    void anyBytes(@ForAll byte[] bytes) {
        check(CatalogCompiler.compile("x", bytes));
        check(AccessCompiler.compile("x", bytes));
        check(EstimatesCompiler.compile("x", bytes));
        check(RoutingLoader.load(bytes, Map.of(), 1));
    }

    private static void check(CompileResult<?> result) {
        switch (result) {
            case CompileResult.Compiled<?> compiled ->
                assertThat(compiled.value()).isNotNull();
            case CompileResult.Rejected<?> rejected ->
                assertThat(rejected.problems()).anyMatch(problem -> !problem.warning());
        }
    }

    private static String damaged(String text, int at, int cut, String inserted) {
        int from = Math.min(at, text.length());
        return text.substring(0, from) + inserted + text.substring(Math.min(from + cut, text.length()));
    }

    @Provide
    Arbitrary<String> snippets() {
        return Arbitraries.of(
                "",
                "[",
                "]",
                "{",
                "}",
                ",",
                ": ",
                "\n",
                "'",
                "\"",
                "~",
                "[]",
                "{}",
                "-1",
                "1e9",
                "1e999999999",
                "99999999999999999999",
                "0.0000001",
                "true",
                "null",
                "x",
                "&a ",
                "*a",
                "\t",
                "é",
                "[[[[[[[[",
                "\\ud800");
    }
}
