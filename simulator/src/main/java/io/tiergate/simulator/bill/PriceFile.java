package io.tiergate.simulator.bill;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Reads prices from a catalog document ({@code models: {id: {prices: ..., name: ...}}}) or from a plain map of model id to
 * prices; YAML or JSON. Numbers are read as decimals, never as floating point.
 */
public final class PriceFile {
    /** Characters; a catalog of thousands of models is far smaller. */
    private static final int MAX_CHARACTERS = 16 << 20;
    /** A catalog has four. */
    private static final int MAX_DEPTH = 50;

    private static final BigDecimal MAX_PRICE = new BigDecimal(10_000);
    private static final int MAX_DECIMALS = 40;

    private final Path file;

    private PriceFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws PriceFileException if it does not hold prices
     */
    public static List<PricedModel> read(Path file) throws IOException, PriceFileException {
        return new PriceFile(file).parse(Files.readString(file));
    }

    private List<PricedModel> parse(String text) throws PriceFileException {
        Map<?, ?> document = map(load(text), "the document");
        boolean catalog = document.containsKey("models");
        Map<?, ?> models = catalog ? map(document.get("models"), "models") : document;
        List<PricedModel> result = new ArrayList<>(models.size());
        for (Map.Entry<?, ?> entry : models.entrySet()) {
            String id = String.valueOf(entry.getKey());
            result.add(model(id, map(entry.getValue(), id), catalog));
        }
        if (result.isEmpty()) {
            throw new PriceFileException(file + ": no models");
        }
        return result;
    }

    private @Nullable Object load(String text) throws PriceFileException {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new FailsafeSchema())
                .setCodePointLimit(MAX_CHARACTERS)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            checkDepth(new Parse(settings).parseString(text));
            return new Load(settings).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new PriceFileException(file + ": not YAML or JSON: " + e.getMessage());
        }
    }

    /** Loading takes stack for every level; parsing does not. */
    private void checkDepth(Iterable<Event> events) throws PriceFileException {
        int depth = 0;
        for (Event event : events) {
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                default -> 0;
            };
            if (depth > MAX_DEPTH) {
                throw new PriceFileException(file + ": is nested more than " + MAX_DEPTH + " levels deep");
            }
        }
    }

    private PricedModel model(String id, Map<?, ?> fields, boolean catalog) throws PriceFileException {
        Map<?, ?> prices = catalog ? map(fields.get("prices"), id + ".prices") : fields;
        BigDecimal input = price(id, prices, "input", null);
        BigDecimal output = price(id, prices, "output", null);
        Object name = fields.get("name");
        return new PricedModel(
                id,
                name instanceof String given ? given : PricedModel.afterSlash(id),
                new Prices(
                        input,
                        price(id, prices, "cached_input", input),
                        price(id, prices, "cache_write", input),
                        output,
                        price(id, prices, "reasoning", output)));
    }

    private BigDecimal price(String id, Map<?, ?> prices, String field, @Nullable BigDecimal otherwise)
            throws PriceFileException {
        Object value = prices.get(field);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value instanceof String text) {
            try {
                BigDecimal price = new BigDecimal(text);
                if (price.signum() >= 0 && price.compareTo(MAX_PRICE) <= 0 && price.scale() <= MAX_DECIMALS) {
                    return price;
                }
            } catch (NumberFormatException e) {
                throw notAPrice(id, field, e);
            }
        }
        throw notAPrice(id, field, null);
    }

    private PriceFileException notAPrice(String id, String field, @Nullable Throwable cause) {
        var problem = new PriceFileException(
                file + ": " + id + ": " + field + " must be US dollars per million tokens, 0 to " + MAX_PRICE);
        problem.initCause(cause);
        return problem;
    }

    private Map<?, ?> map(@Nullable Object value, String what) throws PriceFileException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new PriceFileException(file + ": " + what + " must be a map");
    }
}
