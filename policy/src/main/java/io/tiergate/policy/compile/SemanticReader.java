package io.tiergate.policy.compile;

import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.similarity.SemanticSettings;
import io.tiergate.policy.similarity.Subject;
import org.jspecify.annotations.Nullable;

/** Reads when an answer to a similar question may be served. */
final class SemanticReader {
    private final Fields cache;
    private final Problems problems;

    private SemanticReader(Fields cache, Problems problems) {
        this.cache = cache;
        this.problems = problems;
    }

    /** Null: the policy does not want it, or says it wrongly, which is a problem then. */
    static @Nullable SemanticSettings read(Fields root, Problems problems) {
        Fields cache = root.mappingOrEmpty("cache");
        Fields semantic = cache.mapping("semantic");
        if (semantic == null) {
            return null;
        }
        new SemanticReader(cache, problems).checkSurroundings();
        VerifierReader.Written written = new VerifierReader(
                        Subject.QUESTIONS, "tiergate calibrate cache", root, problems)
                .read(semantic, cache.placeOf("semantic"));
        return written == null
                ? null
                : new SemanticSettings(written.bound(), written.model(), written.threshold(), written.verifier());
    }

    private void checkSurroundings() {
        if (!cache.flagOr("exact", false)) {
            problems.error(
                    cache.placeOf("semantic"),
                    "similar questions are looked for among answers that are cached, and `exact` is not true",
                    "add `exact: true`, or remove `semantic`");
        }
        if (cache.textOr("share", "tenant").equals("policy")) {
            problems.warning(
                    cache.placeOf("share"),
                    "a tenant may get what another tenant's question was answered with, though its own was worded otherwise",
                    "remove `share: policy` unless tenants may see each other's answers");
        }
    }
}
