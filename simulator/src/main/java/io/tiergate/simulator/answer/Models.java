package io.tiergate.simulator.answer;

import io.tiergate.simulator.bill.PricedModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The models that can be called, found by what a request calls them. Immutable. */
public final class Models {
    private final List<ServedModel> all;
    private final Map<String, List<ServedModel>> byId = new HashMap<>();
    private final Map<String, List<ServedModel>> byName = new HashMap<>();
    private final Map<String, List<ServedModel>> byShortId = new HashMap<>();
    private final List<String> unpriced;

    /** Joins the price file's models with those that the sets have answers of. */
    public Models(List<PricedModel> priced, Collection<String> recordedIds) {
        TreeSet<String> sorted = new TreeSet<>(recordedIds);
        List<ServedModel> models = new ArrayList<>(priced.size());
        TreeSet<String> left = new TreeSet<>(sorted);
        for (PricedModel model : priced) {
            ServedModel served = ServedModel.of(model, sorted);
            served.recordedIds().forEach(left::remove);
            models.add(served);
            add(byId, served.id(), served);
            add(byName, served.name(), served);
            add(byShortId, PricedModel.afterSlash(served.id()), served);
        }
        all = List.copyOf(models);
        unpriced = List.copyOf(left);
    }

    private static void add(Map<String, List<ServedModel>> index, String key, ServedModel model) {
        index.computeIfAbsent(key, _ -> new ArrayList<>()).add(model);
    }

    /** All models, in the price file's order. */
    public List<ServedModel> all() {
        return all;
    }

    /** Models with recorded answers but no price: they cannot be called. */
    public List<String> unpriced() {
        return unpriced;
    }

    /**
     * Finds a model by its full id, else by the provider's name for it, else by the part of its id after the slash.
     *
     * @param provider where the request was sent, if its path says so; narrows names that several providers share
     * @param wanted as the request names it
     */
    public Resolution resolve(@Nullable String provider, String wanted) {
        for (Map<String, List<ServedModel>> index : List.of(byId, byName, byShortId)) {
            List<ServedModel> found = atProvider(provider, index.getOrDefault(wanted, List.of()));
            if (found.size() == 1) {
                return new Resolution.Known(found.getFirst());
            }
            if (found.size() > 1) {
                return new Resolution.Unknown("model " + wanted + " is served by several providers: use one of "
                        + String.join(", ", found.stream().map(ServedModel::id).toList())
                        + ", or the path /PROVIDER/v1/...");
            }
        }
        boolean recorded = unpriced.stream()
                .anyMatch(id -> id.equals(wanted) || PricedModel.afterSlash(id).equals(wanted));
        return new Resolution.Unknown(
                recorded
                        ? "model " + wanted + " has recorded answers but no price: add it to the price file"
                        : "the model " + wanted + " does not exist here");
    }

    private static List<ServedModel> atProvider(@Nullable String provider, List<ServedModel> models) {
        if (provider == null) {
            return models;
        }
        return models.stream()
                .filter(model -> PricedModel.provider(model.id()).equals(provider))
                .toList();
    }

    /** What a model's name means. */
    public sealed interface Resolution {
        /** One model. */
        record Known(ServedModel model) implements Resolution {}

        /** None, or not one. */
        record Unknown(String message) implements Resolution {}
    }
}
