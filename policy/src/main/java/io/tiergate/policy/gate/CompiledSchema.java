package io.tiergate.policy.gate;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema ready to validate, or why it is not. Draft 2020-12 unless {@code $schema} says otherwise. It stands alone: a
 * {@code $ref} out of it resolves nowhere and is never fetched. Patterns are RE2, linear in the text; a schema with look-around
 * or back-references is refused. {@code format} is a remark, not a check. Size, nesting and work are bounded. Immutable; safe
 * for any number of threads.
 */
public final class CompiledSchema {
    /** The largest schema that is compiled. */
    public static final int MAX_CHARS = 256 * 1024;

    private static final int MAX_EVALUATION_STEPS = 1_000_000;
    private static final int MAX_EVALUATION_DEPTH = 256;

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(LinearPatterns::compile)
            .formatAssertionsEnabled(false)
            .failFast(true)
            .locale(Locale.ROOT)
            .build();
    private static final ExecutionConfig LIMITS = ExecutionConfig.builder()
            .maxEvaluationSteps(MAX_EVALUATION_STEPS)
            .maxEvaluationDepth(MAX_EVALUATION_DEPTH)
            .formatAssertionsEnabled(false)
            .failFast(true)
            .locale(Locale.ROOT)
            .build();

    private final Schema schema;

    private CompiledSchema(Schema schema) {
        this.schema = schema;
    }

    /** What came of compiling a schema. */
    public sealed interface Outcome {
        /** It can be used. */
        record Compiled(CompiledSchema schema) implements Outcome {}

        /**
         * It cannot.
         *
         * @param reason what is wrong with it, without quoting it
         */
        record Refused(String reason) implements Outcome {}
    }

    /** Compiles {@code schemaJson}. Never throws. */
    public static Outcome compile(String schemaJson) {
        if (schemaJson.length() > MAX_CHARS) {
            return new Outcome.Refused("the schema is longer than " + MAX_CHARS + " characters");
        }
        try {
            JsonNode node = StrictJson.read(schemaJson);
            if (!node.isObject() && !node.isBoolean()) {
                return new Outcome.Refused("a schema is an object, true or false");
            }
            Schema schema = registry().getSchema(node);
            schema.initializeValidators();
            return new Outcome.Compiled(new CompiledSchema(schema));
        } catch (JacksonException e) {
            return new Outcome.Refused("the schema is not JSON, or nested too deeply");
        } catch (SchemaException e) {
            return new Outcome.Refused(
                    "the schema refers to something outside it or has an unsupported pattern or keyword");
        } catch (RuntimeException e) {
            return new Outcome.Refused("the schema cannot be compiled");
        }
    }

    private static SchemaRegistry registry() {
        // One registry per schema: in a shared one, an $id of one caller could be found from another's schema.
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(CONFIG)
                        .schemaCacheEnabled(false)
                        .schemaLoader(loader -> loader.block(iri -> true)));
    }

    /**
     * Validates a JSON text.
     *
     * @return empty if it is valid; else what is wrong, in a few words without quoting it
     */
    public Optional<String> problemOf(String json) {
        JsonNode node;
        try {
            node = StrictJson.read(json);
        } catch (JacksonException e) {
            return Optional.of("not JSON");
        }
        try {
            List<com.networknt.schema.Error> errors =
                    schema.validate(node, context -> context.setExecutionConfig(LIMITS));
            return errors.isEmpty() ? Optional.empty() : Optional.of(describe(errors.getFirst()));
        } catch (RuntimeException e) {
            return Optional.of("too much work to validate");
        }
    }

    private static String describe(com.networknt.schema.Error error) {
        return "breaks the schema's '" + error.getKeyword() + "'";
    }
}
