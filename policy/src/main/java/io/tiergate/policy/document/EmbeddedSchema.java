package io.tiergate.policy.document;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecificationVersion;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A JSON Schema (2020-12) that is part of a document: it must be one, and must not point outside itself. */
public final class EmbeddedSchema {
    private static final Schema META =
            SchemaCheck.registry().getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$schema");

    private EmbeddedSchema() {}

    /** Adds what is wrong with the schema that {@code node} writes down, and says whether it is sound. */
    public static boolean isSound(Node node, Problems problems) {
        Set<String> blamed = new HashSet<>();
        for (Error error : META.validate(JsonTree.of(node))) {
            Pointer.Hit part = Pointer.find(node, error.getInstanceLocation().toString());
            if (blamed.add(part.place().path())) { // one mistake can fail several branches of the meta-schema
                problems.error(
                        part.place(),
                        "this is no JSON Schema: " + part.node().description() + " does not meet `" + error.getKeyword()
                                + "`",
                        "see https://json-schema.org/draft/2020-12");
            }
        }
        return blamed.isEmpty() && standsAlone(node, problems);
    }

    private static boolean standsAlone(Node node, Problems problems) {
        return switch (node) {
            case Node.Mapping mapping -> {
                boolean alone = true;
                for (Map.Entry<String, Node.Member> member : mapping.members().entrySet()) {
                    Node value = member.getValue().value();
                    alone &= staysInside(member.getKey(), value, problems) && standsAlone(value, problems);
                }
                yield alone;
            }
            case Node.Sequence sequence -> {
                boolean alone = true;
                for (Node item : sequence.items()) {
                    alone &= standsAlone(item, problems);
                }
                yield alone;
            }
            case Node.Text text -> true;
            case Node.Numeral number -> true;
            case Node.Flag flag -> true;
            case Node.Nothing nothing -> true;
        };
    }

    private static boolean staysInside(String keyword, Node value, Problems problems) {
        if (!REFERENCES.contains(keyword)
                || !(value instanceof Node.Text text)
                || !leavesSchema(keyword, text.value())) {
            return true;
        }
        problems.error(
                text.place(),
                "`" + keyword + "` points outside this schema, and nothing is fetched",
                keyword.equals("$schema")
                        ? "remove it; schemas are of draft 2020-12"
                        : "copy what it needs into `$defs`");
        return false;
    }

    private static boolean leavesSchema(String keyword, String target) {
        return keyword.equals("$schema")
                ? !target.equals(SpecificationVersion.DRAFT_2020_12.getDialectId())
                : !target.startsWith("#");
    }
}
