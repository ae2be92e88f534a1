package io.tiergate.policy.catalog;

import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.document.YamlWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes a catalog of LiteLLM's price file ({@code model_prices_and_context_window.json}). Pure. */
public final class LiteLlmPrices {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String SOURCE = "price file";
    /** US dollars per token: what a catalog takes at most. */
    private static final BigDecimal DEAREST = new BigDecimal("0.01");
    /** The file's prices are printed binary fractions of at most 17 digits. */
    private static final int MOST_DECIMALS = 40;

    private static final BigDecimal MOST_TOKENS = new BigDecimal(1_000_000_000);

    /** The file's names of prices, and the catalog's. */
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("input_cost_per_token", "input");
        FIELDS.put("cache_read_input_token_cost", "cached_input");
        FIELDS.put("cache_creation_input_token_cost", "cache_write");
        FIELDS.put("output_cost_per_token", "output");
        FIELDS.put("output_cost_per_reasoning_token", "reasoning");
    }

    private final JsonNode prices;
    private final Map<String, String> baseUrls;
    private final Problems problems = new Problems(SOURCE);
    private final Map<String, Object> providers = new LinkedHashMap<>();
    private final Map<String, Object> models = new LinkedHashMap<>();

    private LiteLlmPrices(JsonNode prices, Map<String, String> baseUrls) {
        this.prices = prices;
        this.baseUrls = baseUrls;
    }

    /** What came of an import. */
    public sealed interface Imported {
        /**
         * A catalog that compiles.
         *
         * @param yaml the document
         * @param notes what somebody should look at
         */
        record Document(String yaml, List<Problem> notes) implements Imported {
            public Document {
                notes = List.copyOf(notes);
            }
        }

        /** Refused. */
        record Refused(List<Problem> problems) implements Imported {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * Imports models.
     *
     * @param json the price file
     * @param wanted names as the file has them, or {@code provider/name}; {@code *} stands for any characters
     * @param baseUrls addresses by provider, for providers that we know none of, or to replace it
     */
    public static Imported importModels(String json, List<String> wanted, Map<String, String> baseUrls) {
        JsonNode prices;
        try {
            prices = JSON.readTree(json);
        } catch (JacksonException e) {
            return refused("the price file is not JSON: " + e.getOriginalMessage(), "fetch it again");
        }
        if (!prices.isObject()) {
            return refused("the price file is not a JSON object", "fetch it again");
        }
        LiteLlmPrices importer = new LiteLlmPrices(prices, baseUrls);
        wanted.forEach(importer::add);
        return importer.finish();
    }

    private static Imported refused(String message, String remedy) {
        Problems problems = new Problems(SOURCE);
        problems.error(Place.NOWHERE, message, remedy);
        return new Imported.Refused(problems.sorted());
    }

    private Imported finish() {
        if (models.isEmpty() && !problems.hasErrors()) {
            error("no model is named", "name at least one with --models");
        }
        if (problems.hasErrors()) {
            return new Imported.Refused(problems.sorted());
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("catalog", "default");
        root.put("providers", providers);
        root.put("models", models);
        String yaml = YamlWriter.write((Node.Mapping) Node.of(root));
        return switch (CatalogCompiler.compile("catalog", yaml)) {
            case CompileResult.Rejected<Catalog>(var found) -> new Imported.Refused(found);
            case CompileResult.Compiled<Catalog> compiled -> new Imported.Document(yaml, problems.sorted());
        };
    }

    private void add(String wanted) {
        List<String> keys = keys(wanted);
        if (keys.isEmpty()) {
            error(
                    "there is no model `" + wanted + "`",
                    Nearest.suggestion(wanted, near(wanted), "look it up in the file"));
        }
        for (String key : keys) {
            model(key, prices.path(key), wanted.contains("*"));
        }
    }

    /** The file's keys for a name: as it is, else after {@code provider/}, else all that a pattern matches. */
    private List<String> keys(String wanted) {
        if (wanted.contains("*")) {
            return prices.propertyNames().stream()
                    .filter(key -> Glob.matches(wanted, key) || Glob.matches(wanted, id(key)))
                    .sorted()
                    .toList();
        }
        if (prices.has(wanted)) {
            return List.of(wanted);
        }
        String bare = wanted.substring(wanted.indexOf('/') + 1);
        return prices.has(bare) && id(bare).equals(wanted) ? List.of(bare) : List.of();
    }

    /** Candidates for a suggestion: with the provider where one is written. */
    private Set<String> near(String wanted) {
        Set<String> names = new TreeSet<>(prices.propertyNames());
        if (wanted.contains("/")) {
            prices.propertyNames().forEach(key -> names.add(id(key)));
        }
        return names;
    }

    private String id(String key) {
        String provider = prices.path(key).path("litellm_provider").asString("");
        return provider.isEmpty() || key.startsWith(provider + "/") ? key : provider + "/" + key;
    }

    private void model(String key, JsonNode entry, boolean byPattern) {
        String id = id(key);
        String mode = entry.path("mode").asString("");
        if (!mode.equals("chat")) {
            if (!byPattern) {
                error("`" + key + "` is of mode `" + mode + "`", "import models of mode chat only");
            }
            return;
        }
        if (!provider(key, entry.path("litellm_provider").asString(""))) {
            return;
        }
        Map<String, Object> prices = prices(key, entry);
        Long input = tokens(key, entry, "max_input_tokens");
        Long output = tokens(key, entry, "max_output_tokens");
        if (prices == null || input == null || output == null) {
            return;
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("context_window", Math.max(input, output));
        model.put("max_output", output);
        model.put("prices", prices);
        model.put("capabilities", capabilities(entry));
        models.put(id, model);
    }

    private boolean provider(String key, String name) {
        if (providers.containsKey(name)) {
            return true;
        }
        KnownProvider known = KnownProvider.named(name);
        String url = baseUrls.getOrDefault(name, known == null ? "" : known.baseUrl());
        if (url.isEmpty()) {
            error(
                    "`" + key + "` is of provider `" + name + "`, whose address is not known here",
                    "give it with --base-url " + name + "=URL");
            return false;
        }
        Map<String, Object> provider = new LinkedHashMap<>();
        provider.put("api", known == null ? "openai" : known.api());
        provider.put("base_url", url);
        provider.put("credential", known == null ? "env:" + environmentName(name) : known.credential());
        providers.put(name, provider);
        return true;
    }

    private static String environmentName(String provider) {
        return provider.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_') + "_API_KEY";
    }

    private @Nullable Map<String, Object> prices(String key, JsonNode entry) {
        Map<String, Object> prices = new LinkedHashMap<>();
        boolean sound = true;
        for (Map.Entry<String, String> field : FIELDS.entrySet()) {
            sound &= price(key, entry, field.getKey(), field.getValue(), prices);
        }
        if (!sound) {
            return null;
        }
        if (!prices.containsKey("input") || !prices.containsKey("output")) {
            error("`" + key + "` has no price per token", "write it into the catalog by hand");
            return null;
        }
        longPrompts(key, entry);
        return prices;
    }

    private void longPrompts(String key, JsonNode entry) {
        for (String name : entry.propertyNames()) {
            if (name.startsWith("input_cost_per_token_above_")) {
                String size =
                        name.substring("input_cost_per_token_above_".length()).replace("_tokens", "");
                problems.warning(
                        Place.NOWHERE,
                        "`" + key + "` costs more for prompts above " + size
                                + " tokens; the catalog has the price below",
                        "lower its `context_window` to " + size + " where that matters");
            }
        }
    }

    /** Takes over a price, if there is one; false and a problem where it cannot be meant. */
    private boolean price(String key, JsonNode entry, String from, String to, Map<String, Object> prices) {
        JsonNode written = entry.path(from);
        if (!written.isNumber()) {
            return true;
        }
        BigDecimal perToken = written.decimalValue();
        if (perToken.signum() < 0 || perToken.compareTo(DEAREST) > 0 || perToken.scale() > MOST_DECIMALS) {
            error("`" + key + "` has an absurd `" + from + "`", "write the model into the catalog by hand");
            return false;
        }
        BigDecimal perMillion = perToken.movePointRight(6).stripTrailingZeros();
        prices.put(to, perMillion.scale() < 0 ? perMillion.setScale(0) : perMillion);
        return true;
    }

    private @Nullable Long tokens(String key, JsonNode entry, String field) {
        JsonNode tokens = entry.path(field).isMissingNode() ? entry.path("max_tokens") : entry.path(field);
        if (tokens.isNumber()
                && tokens.decimalValue().compareTo(BigDecimal.ONE) >= 0
                && tokens.decimalValue().compareTo(MOST_TOKENS) <= 0) {
            return tokens.decimalValue().longValue();
        }
        error("`" + key + "` has no usable `" + field + "`", "write the model into the catalog by hand");
        return null;
    }

    private static List<String> capabilities(JsonNode entry) {
        List<String> capabilities = new ArrayList<>();
        if (entry.path("supports_function_calling").asBoolean(false)) {
            capabilities.add("tools");
        }
        if (entry.path("supports_vision").asBoolean(false)) {
            capabilities.add("images");
        }
        if (entry.path("supports_response_schema").asBoolean(false)) {
            capabilities.add("json_schema");
        }
        return capabilities;
    }

    private void error(String message, String remedy) {
        problems.error(Place.NOWHERE, message, remedy);
    }
}
