package io.tiergate.classifier.run;

import io.tiergate.classifier.model.Analysis;
import java.util.List;

/** What became of one call. */
public sealed interface Outcome {
    /**
     * Every text was analysed.
     *
     * @param analyses in the order of the texts
     * @param model digest of the set
     * @param microsPerToken what a token costs now
     */
    record Analyzed(List<Analysis> analyses, String model, double microsPerToken) implements Outcome {
        public Analyzed {
            analyses = List.copyOf(analyses);
        }
    }

    /**
     * Nothing was; the message says why, and what to do.
     *
     * @param message for people
     */
    record Refused(Reason reason, String message) implements Outcome {}

    /** Why not. */
    enum Reason {
        /** As many texts wait as may. */
        QUEUE_FULL,
        /** More texts in one call than may wait at all. */
        TOO_MANY_TEXTS,
        /** The caller's time was over before the texts were run. */
        TOO_LATE,
        UNKNOWN_MODEL,
        UNKNOWN_HEAD,
        /** It failed, or gave what is not a number. */
        MODEL_FAILED,
        /** The node ends. */
        STOPPING
    }
}
