package io.tiergate.policy.catalog;

import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.Compilation;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.document.SchemaCheck;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Catalog} of its document, or says everything that is wrong with it. Pure. */
public final class CatalogCompiler {
    private final Problems problems;

    private CatalogCompiler(Problems problems) {
        this.problems = problems;
    }

    /**
     * Compiles YAML or JSON.
     *
     * @param source file or document name, for problems
     */
    public static CompileResult<Catalog> compile(String source, String text) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.CATALOG));
        return compilation.run(text, new CatalogCompiler(compilation.problems())::catalog);
    }

    /** Compiles UTF-8 bytes of YAML or JSON. */
    public static CompileResult<Catalog> compile(String source, byte[] utf8) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.CATALOG));
        return compilation.run(utf8, new CatalogCompiler(compilation.problems())::catalog);
    }

    private Catalog catalog(Fields root, Digest digest) {
        Fields providerFields = root.mappingOrEmpty("providers");
        Map<String, Provider> providers = new LinkedHashMap<>();
        providerFields.mappingsByName().forEach((name, fields) -> {
            Provider provider = provider(name, fields);
            if (provider != null) {
                providers.put(name, provider);
            }
        });
        Map<String, Model> models = new LinkedHashMap<>();
        Fields modelFields = root.mappingOrEmpty("models");
        modelFields.mappingsByName().forEach((id, fields) -> {
            Model model = model(id, fields, modelFields.placeOf(id), providers, providerFields);
            if (model != null) {
                models.put(id, model);
            }
        });
        return new Catalog(digest, providers, models);
    }

    private @Nullable Provider provider(String name, Fields fields) {
        Node.Text api = fields.text("api");
        Node.Text url = fields.text("base_url");
        String baseUrl = url == null ? null : BaseUrl.checked(url, fields.flagOr("allow_http", false), problems);
        if (api == null || baseUrl == null) {
            return null;
        }
        return new Provider(name, Provider.Api.valueOf(upper(api.value())), baseUrl, fields.textOr("credential", ""));
    }

    private @Nullable Model model(
            String id, Fields fields, Place place, Map<String, Provider> providers, Fields providerFields) {
        int slash = id.indexOf('/');
        if (slash < 0) {
            return null;
        }
        String providerName = id.substring(0, slash);
        Provider provider = providers.get(providerName);
        if (provider == null && !providerFields.has(providerName) && !providers.isEmpty()) {
            problems.error(
                    place,
                    "there is no provider `" + providerName + "`",
                    Nearest.suggestion(providerName, providers.keySet(), "add it to `providers`"));
        }
        Price price = PriceReader.read(fields.mapping("prices"), problems);
        long contextWindow = fields.wholeOr("context_window", 0);
        long maxOutput = fields.wholeOr("max_output", 0);
        if (contextWindow > 0 && maxOutput > contextWindow) {
            problems.error(
                    fields.placeOf("max_output"),
                    "`max_output` is more than `context_window`, which holds prompt and answer together",
                    "write at most " + contextWindow);
        }
        Set<Model.Capability> capabilities = capabilities(fields);
        if (provider != null
                && provider.api() == Provider.Api.ANTHROPIC
                && capabilities.contains(Model.Capability.LOGPROBS)) {
            problems.error(
                    fields.placeOf("capabilities"),
                    "api `anthropic` gives no log-probabilities",
                    "take `logprobs` from the model's capabilities");
        }
        if (provider == null || price == null) {
            return null;
        }
        String upstream = fields.textOr("name", id.substring(slash + 1));
        return new Model(id, provider, upstream, contextWindow, maxOutput, price, capabilities);
    }

    private static Set<Model.Capability> capabilities(Fields fields) {
        Set<Model.Capability> capabilities = EnumSet.noneOf(Model.Capability.class);
        fields.texts("capabilities").forEach(text -> capabilities.add(Model.Capability.valueOf(upper(text.value()))));
        return capabilities;
    }

    private static String upper(String label) {
        return label.toUpperCase(Locale.ROOT);
    }
}
