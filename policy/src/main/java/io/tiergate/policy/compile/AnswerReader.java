package io.tiergate.policy.compile;

import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.EmbeddedSchema;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.gate.CompiledSchema;
import io.tiergate.policy.similarity.TextEquality;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a task's answers are. */
final class AnswerReader {
    private final @Nullable TextEquality equality;
    private final Problems problems;

    /**
     * A reader of one policy's tasks.
     *
     * @param equality when free texts are equal; null: where they are the same text
     */
    AnswerReader(@Nullable TextEquality equality, Problems problems) {
        this.equality = equality;
        this.problems = problems;
    }

    /** Free text where nothing is said; null where what is said is broken. */
    @Nullable
    AnswerSpec read(Fields task) {
        if (!task.has("answer")) {
            return AnswerSpec.TEXT.with(equality);
        }
        Fields fields = task.mapping("answer");
        Node.Text kindText = fields == null ? null : fields.text("kind");
        if (fields == null || kindText == null) {
            return null;
        }
        AnswerKind kind = AnswerKind.valueOf(kindText.value().toUpperCase(Locale.ROOT));
        List<String> labels =
                fields.texts("labels").stream().map(Node.Text::value).toList();
        if (fields.has("labels") && kind != AnswerKind.LABEL) {
            problems.error(
                    fields.placeOf("labels"),
                    "`labels` is for answers of kind `label`",
                    "say `kind: label`, or remove the labels");
        }
        return new AnswerSpec(kind, fields.textOr("at", ""), labels, schema(fields, kind)).with(equality);
    }

    private String schema(Fields fields, AnswerKind kind) {
        Node schema = fields.node("schema");
        if (schema == null) {
            return "";
        }
        if (kind == AnswerKind.TEXT || kind == AnswerKind.CODE) {
            problems.error(
                    fields.placeOf("schema"),
                    "`schema` is for answers that are JSON, not for kind `" + kind.label() + "`",
                    "say `kind: json`, or remove the schema");
        }
        String json = CanonicalJson.text(schema);
        if (EmbeddedSchema.isSound(schema, problems)
                && CompiledSchema.compile(json) instanceof CompiledSchema.Outcome.Refused(String reason)) {
            problems.error(fields.placeOf("schema"), reason, "check its patterns (RE2) and references");
        }
        return json;
    }
}
