package io.tiergate.dataplane.gateway;

import io.tiergate.dataplane.model.Refusal;
import io.tiergate.transport.PresentedCredential;
import org.jspecify.annotations.Nullable;

/** Takes judgements on earlier answers. Never blocks. */
public interface FeedbackDesk {
    /** Keeps a judgement, or says why not. */
    @Nullable
    Refusal accept(PresentedCredential credential, Judgement judgement);

    /**
     * A judgement.
     *
     * @param decisionId of the answer
     * @param score 0 (wrong) to 1 (right)
     * @param source who judged
     * @param comment free text; may be empty
     */
    record Judgement(String decisionId, double score, String source, String comment) {}
}
