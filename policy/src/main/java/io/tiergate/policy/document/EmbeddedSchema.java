package io.tiergate.policy.document;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A JSON Schema (2020-12) that is part of a document: it must be one, and must not point outside itself. */
public final class EmbeddedSchema {
    private static final Schema META =
            SchemaCheck.registry().getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

    private EmbeddedSchema() {}

    /** Adds what is wrong with the schema that {@code node} writes down. */
    public static void check(Node node, Problems problems) {
        int before = problems.sorted().size();
        JsonNode json = JsonTree.of(node);
        for (Error error : META.validate(json)) {
            Node part =
                    Pointer.find(node, error.getInstanceLocation().toString()).node();
            problems.error(
                    part.place(),
                    "this is no JSON Schema: " + part.description() + " does not meet `" + error.getKeyword() + "`",
                    "see https://json-schema.org/draft/2020-12");
            break; // one mistake fails many branches of the meta-schema; the first is the innermost
        }
        references(node, problems);
        if (problems.sorted().size() == before) {
            compiles(node, json, problems);
        }
    }

    private static void compiles(Node node, JsonNode json, Problems problems) {
        try {
            SchemaCheck.registry().getSchema(json).initializeValidators();
        } catch (SchemaException | IllegalArgumentException e) {
            problems.error(
                    node.place(),
                    "this JSON Schema cannot be used: " + e.getMessage(),
                    "check its `pattern`s and `$ref`s");
        }
    }

    private static void references(Node node, Problems problems) {
        switch (node) {
            case Node.Mapping mapping -> {
                for (Map.Entry<String, Node.Member> member : mapping.members().entrySet()) {
                    Node value = member.getValue().value();
                    boolean reference =
                            List.of("$ref", "$dynamicRef", "$schema").contains(member.getKey());
                    if (reference && value instanceof Node.Text text && leavesSchema(member.getKey(), text.value())) {
                        problems.error(
                                text.place(),
                                "`" + member.getKey() + "` points outside this schema, and nothing is fetched",
                                "copy what it needs into `$defs`");
                    }
                    references(value, problems);
                }
            }
            case Node.Sequence sequence -> sequence.items().forEach(item -> references(item, problems));
            case Node scalar -> {}
        }
    }

    private static boolean leavesSchema(String keyword, String target) {
        return keyword.equals("$schema")
                ? !target.equals(SpecificationVersion.DRAFT_2020_12.getDialectId())
                : !target.startsWith("#");
    }
}
