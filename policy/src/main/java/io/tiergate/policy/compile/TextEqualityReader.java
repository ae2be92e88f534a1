package io.tiergate.policy.compile;

import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.similarity.Subject;
import io.tiergate.policy.similarity.TextEquality;
import org.jspecify.annotations.Nullable;

/** Reads when two free texts count as equal. */
final class TextEqualityReader {
    private static final String NAME = "text_equality";

    private TextEqualityReader() {}

    /** Null: only where they are the same text, or it is written wrongly, which is a problem then. */
    static @Nullable TextEquality read(Fields root, Problems problems) {
        Fields equality = root.mapping(NAME);
        VerifierReader.Written written = equality == null
                ? null
                : new VerifierReader(Subject.ANSWERS, "tiergate calibrate answers", root, problems)
                        .read(equality, root.placeOf(NAME));
        return written == null
                ? null
                : new TextEquality(written.bound(), written.model(), written.threshold(), written.verifier());
    }
}
