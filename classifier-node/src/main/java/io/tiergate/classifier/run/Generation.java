package io.tiergate.classifier.run;

import io.tiergate.classifier.model.Device;
import io.tiergate.classifier.model.ModelSet;
import io.tiergate.classifier.model.Tokens;
import java.util.Collections;
import java.util.List;

/**
 * A model set that serves, with its users counted: it leaves memory when it is retired and its last user has left. Thread-safe.
 *
 * <p>A user {@link #enter enters} before it touches the set and {@link #leave leaves} exactly once after; the shelf that holds it is a
 * user, too.
 */
public final class Generation {
    private static final String WARM_UP_WORD = "word ";
    private static final int WARM_UP_ROUNDS = 2;
    private static final int LENGTH_STEP = 8;

    private final ModelSet set;
    private final Batching batching;
    private final Cost cost = new Cost();
    private int users = 1;

    private Generation(ModelSet set, Batching batching) {
        this.set = set;
        this.batching = batching;
    }

    /**
     * A set with its first user, warmed up: short and long texts have run, so that no caller pays for that, and what a token costs is known.
     *
     * @param set closed by the generation, also when this fails
     * @param batching of sets that batch at all
     * @throws io.tiergate.classifier.model.ModelException if the model fails
     */
    public static Generation warmUp(ModelSet set, Batching batching) {
        Generation generation = new Generation(set, set.batches() ? batching : Batching.NONE);
        try {
            generation.rehearse();
            return generation;
        } catch (RuntimeException | Error e) {
            generation.leave();
            throw e;
        }
    }

    private void rehearse() {
        for (int words = 1; words <= set.window(); words *= LENGTH_STEP) {
            Tokens text = set.tokenize(WARM_UP_WORD.repeat(words), set.heads());
            // A GPU prepares itself for every shape; a CPU only has to show that it takes more than one text.
            if (set.device() == Device.CUDA || words == 1) {
                set.encode(Collections.nCopies(batching.most(), text));
            }
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                long begun = System.nanoTime();
                var _ = set.judge(text, set.encode(List.of(text))[0], set.heads());
                cost.add(System.nanoTime() - begun, text.run());
            }
        }
    }

    /** The set; only for its users. */
    public ModelSet set() {
        return set;
    }

    Batching batching() {
        return batching;
    }

    /** What its tokens cost. */
    public Cost cost() {
        return cost;
    }

    /** Counts a user in; false when the set has left, or is leaving, memory. */
    synchronized boolean enter() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    /** Counts a user out; the last one closes the set. */
    public void leave() {
        synchronized (this) {
            users--;
            if (users > 0) {
                return;
            }
        }
        set.close();
    }
}
