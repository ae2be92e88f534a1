package io.tiergate.policy.document;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents as the JSON Schema library reads them. */
final class JsonTree {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private JsonTree() {}

    static JsonNode of(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> {
                ObjectNode object = JSON.objectNode();
                mapping.members().forEach((name, member) -> object.set(name, of(member.value())));
                yield object;
            }
            case Node.Sequence sequence -> {
                ArrayNode array = JSON.arrayNode();
                sequence.items().forEach(item -> array.add(of(item)));
                yield array;
            }
            case Node.Text text -> JSON.stringNode(text.value());
            case Node.Numeral number -> number(number.value());
            case Node.Flag flag -> JSON.booleanNode(flag.value());
            case Node.Nothing nothing -> JSON.nullNode();
        };
    }

    /** What is beyond every bound of a schema becomes the nearest number that the validator can read. */
    private static JsonNode number(BigDecimal value) {
        boolean whole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
        BigDecimal absolute = value.abs().min(CanonicalJson.MAX_INTEGER.add(whole ? BigDecimal.ONE : HALF));
        BigDecimal readable = value.signum() < 0 ? absolute.negate() : absolute;
        return whole ? JSON.numberNode(readable.longValueExact()) : JSON.numberNode(readable);
    }
}
