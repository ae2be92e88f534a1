package io.tiergate.policy.document;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Compares documents with a published JSON Schema. Immutable; safe for any number of threads. */
public final class SchemaCheck {
    private final Schema schema;

    private SchemaCheck(Schema schema) {
        this.schema = schema;
    }

    /** The schema of a kind of document. */
    public static SchemaCheck of(DocumentKind kind) {
        return switch (kind) {
            case POLICY -> Published.POLICY;
            case CATALOG -> Published.CATALOG;
            case ACCESS -> Published.ACCESS;
            case ESTIMATES -> Published.ESTIMATES;
        };
    }

    /** The text of the schema of a kind of document, for editors. */
    public static String text(DocumentKind kind) {
        return resource(kind.label());
    }

    /** A schema of the class path, {@code NAME.schema.json} beside the published ones. */
    public static SchemaCheck named(String name) {
        return new SchemaCheck(registry().getSchema(resource(name), InputFormat.JSON));
    }

    /** Adds every difference to {@code problems} and marks what differs as broken. */
    public void check(Node.Mapping root, Problems problems) {
        SchemaProblems report = new SchemaProblems(schema.getSchemaNode(), root, problems);
        for (Error error : schema.validate(JsonTree.of(root))) {
            report.add(error);
        }
        report.finish();
    }

    static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    }

    private static String resource(String name) {
        String path = "/io/tiergate/policy/schema/" + name + ".schema.json";
        try (InputStream in = SchemaCheck.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each schema is read when it is first needed. */
    private static final class Published {
        static final SchemaCheck POLICY = named("policy");
        static final SchemaCheck CATALOG = named("catalog");
        static final SchemaCheck ACCESS = named("access");
        static final SchemaCheck ESTIMATES = named("estimates");
    }
}
