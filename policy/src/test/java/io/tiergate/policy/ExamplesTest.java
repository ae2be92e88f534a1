package io.tiergate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.catalog.LiteLlmPrices;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.similarity.SemanticSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents under {@code examples} are what we tell people to begin with. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    private static Catalog catalog() throws IOException {
        return catalog("catalog.yaml");
    }

    private static Catalog catalog(String file) throws IOException {
        return Documents.value(CatalogCompiler.compile(file, Files.readString(EXAMPLES.resolve(file))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"support.yaml", "questions.yaml"})
    void policies_compile_withoutWarning(String file) throws IOException {
        var result = PolicyCompiler.compile(
                file, Files.readString(EXAMPLES.resolve("policies").resolve(file)), Shelf.of(catalog()));
        assertThat(Documents.compiled(result).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"demo, policy.yaml", "demo, candidate.yaml", "recorded, zeroeval.yaml"})
    void demoPolicies_compile_withoutWarning(String folder, String file) throws IOException {
        var result = PolicyCompiler.compile(
                file,
                Files.readString(EXAMPLES.resolve(folder).resolve(file)),
                Shelf.of(catalog(folder + "/catalog.yaml")));
        assertThat(Documents.compiled(result).warnings()).isEmpty();
    }

    /** What the verifier is there for: same questions in other words, and others in nearly the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | How do I reset my password? | How can I reset my password, please?",
                "true | Can I print from my phone? | Is it possible to print from my phone?",
                "false | How do I reset my password? | How do I reset my PIN?",
                "false | Is it 15 km? | Is it 16 km?",
                "false | flights from Lisbon to Madrid | flights from Madrid to Lisbon",
                "false | How do I enable it? | How do I disable it?",
                "false | Which rooms have a balcony? | Which rooms don't have a balcony?"
            })
    void exampleVerifier_tellsThemApart_howeverNearTheyLie(boolean served, String asked, String kept)
            throws IOException {
        SemanticSettings semantic = Objects.requireNonNull(Documents.value(PolicyCompiler.compile(
                        "questions.yaml",
                        Files.readString(EXAMPLES.resolve("policies/questions.yaml")),
                        Shelf.of(catalog())))
                .settings()
                .cache()
                .semantic());
        assertThat(semantic.accepts(semantic.verifier().probability(asked, kept, 0.97)))
                .isEqualTo(served);
    }

    @Test
    void demoCandidate_differsInOneTask() throws IOException {
        List<String> policy = Files.readAllLines(EXAMPLES.resolve("demo/policy.yaml"));
        List<String> candidate = Files.readAllLines(EXAMPLES.resolve("demo/candidate.yaml"));
        assertThat(candidate).hasSameSizeAs(policy);
        assertThat(IntStream.range(1, policy.size())
                        .filter(line -> !policy.get(line).equals(candidate.get(line)))
                        .mapToObj(candidate::get))
                .singleElement()
                .asString()
                .startsWith("  chat: ");
    }

    @Test
    void access_compiles() throws IOException {
        Access access = Documents.value(
                AccessCompiler.compile("access.yaml", Files.readString(EXAMPLES.resolve("access.yaml"))));
        assertThat(access.tenants()).containsOnlyKeys("acme", "globex");
    }

    @Test
    void catalog_isWhatTheImporterMakes() throws IOException {
        String data = Objects.requireNonNullElse(System.getenv("TIERGATE_DATA"), "../../shared/data");
        Path prices = Path.of(data, "prices", "model_prices_and_context_window.json");
        Assumptions.assumeTrue(Files.exists(prices), "no price file: set TIERGATE_DATA to compare the example with it");
        Catalog example = catalog();
        List<String> wanted = List.copyOf(example.models().keySet());
        switch (LiteLlmPrices.importModels(Files.readString(prices), wanted, Map.of())) {
            case LiteLlmPrices.Imported.Document document ->
                assertThat(Documents.value(CatalogCompiler.compile("imported", document.yaml()))
                                .models())
                        .isEqualTo(withoutLogprobs(example.models()));
            case LiteLlmPrices.Imported.Refused refused -> throw new AssertionError(refused.problems());
        }
    }

    /** LiteLLM's file does not say which models give log-probabilities. */
    private static Map<String, Model> withoutLogprobs(Map<String, Model> models) {
        Map<String, Model> imported = new LinkedHashMap<>();
        models.forEach((id, model) -> {
            Set<Model.Capability> capabilities = new HashSet<>(model.capabilities());
            capabilities.remove(Model.Capability.LOGPROBS);
            imported.put(
                    id,
                    new Model(
                            id,
                            model.provider(),
                            model.upstreamName(),
                            model.contextWindow(),
                            model.maxOutputTokens(),
                            model.price(),
                            capabilities));
        });
        return imported;
    }
}
