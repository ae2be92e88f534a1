package io.tiergate.controlplane.publish;

import io.tiergate.controlplane.store.Saved;
import io.tiergate.controlplane.store.Store;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Problem;
import java.util.List;

/** Stores documents that agents could run, and makes them current. Thread-safe. */
public final class Publisher {
    private final Store store;
    private final DocumentCheck check;
    private final Activator activator;

    Publisher(Store store, DocumentCheck check, Activator activator) {
        this.store = store;
        this.check = check;
        this.activator = activator;
    }

    /** What came of publishing. */
    public sealed interface Outcome {
        /**
         * Stored, or found stored.
         *
         * @param saved the revision
         * @param warnings what should be looked at
         * @param generation the fleet's after this; 0 when it was only stored
         */
        record Published(Saved saved, List<Problem> warnings, long generation) implements Outcome {
            public Published {
                warnings = List.copyOf(warnings);
            }
        }

        /** Not made current; stored only if what was current changed in between. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    /**
     * Checks, stores and, if asked, activates.
     *
     * <p>Estimates are only stored: they run where a policy pins them. A policy with a running split is not replaced: the baseline that the candidate is measured against would change under it.
     */
    public Outcome publish(DocumentCheck.Question question, boolean activate, Note note) {
        return switch (check.check(question, note)) {
            case DocumentCheck.Outcome.Faulty faulty -> new Outcome.Refused(faulty.refusal());
            case DocumentCheck.Outcome.Sound sound -> {
                if (!activate || question.kind() == DocumentKind.ESTIMATES) {
                    yield new Outcome.Published(store.save(sound.draft()), sound.warnings(), 0);
                }
                if (question.kind() == DocumentKind.POLICY) {
                    Refusal split = activator.runningSplit(
                            question.fleet(), sound.draft().name());
                    if (split != null) {
                        yield new Outcome.Refused(split);
                    }
                }
                Saved saved = store.save(sound.draft());
                yield switch (activator.activate(
                        question.fleet(), saved.revision(), sound.draft().canonical(), note)) {
                    case Change.Activated activated ->
                        new Outcome.Published(
                                saved,
                                sound.warnings(),
                                activated.activation().version().generation());
                    case Change.Refused refused -> new Outcome.Refused(refused.refusal());
                };
            }
        };
    }
}
