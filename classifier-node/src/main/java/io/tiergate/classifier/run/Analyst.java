package io.tiergate.classifier.run;

import io.tiergate.classifier.model.Analysis;
import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.model.Tokens;
import io.tiergate.classifier.run.Outcome.Analyzed;
import io.tiergate.classifier.run.Outcome.Reason;
import io.tiergate.classifier.run.Outcome.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** Says what texts are, with the sets of a shelf, on threads of its own. Thread-safe; a call blocks until its texts have ended. */
public final class Analyst implements AutoCloseable {
    private final Shelf shelf;
    private final int mostTexts;
    private final Semaphore room;
    private final LongSupplier nanoTime;
    private final WorkQueue queue;
    private final Lanes lanes;

    /**
     * An analyst at work.
     *
     * @param threads that run texts
     * @param mostTexts in the node at once, waiting or running
     */
    public Analyst(Shelf shelf, int threads, int mostTexts) {
        this(shelf, threads, mostTexts, System::nanoTime);
    }

    Analyst(Shelf shelf, int threads, int mostTexts, LongSupplier nanoTime) {
        this.shelf = shelf;
        this.mostTexts = mostTexts;
        this.room = new Semaphore(mostTexts);
        this.nanoTime = nanoTime;
        this.queue = new WorkQueue(nanoTime);
        this.lanes = Lanes.start(queue, threads);
    }

    /**
     * One call.
     *
     * @param texts any number, any texts
     * @param model digest of the set; empty: the default
     * @param heads to run; empty: as {@code every} says
     * @param every where no head is named: whether all run, or none, for an embedding alone
     */
    public record Request(List<String> texts, String model, List<String> heads, boolean every) {
        public Request {
            texts = List.copyOf(texts);
            heads = List.copyOf(heads);
        }
    }

    /** Analyses every text, or none. */
    public Outcome analyze(Request request, Patience patience) {
        int count = request.texts().size();
        if (count > mostTexts) {
            return new Refused(
                    Reason.TOO_MANY_TEXTS,
                    count + " texts in one call; at most " + mostTexts + " may wait, so send fewer at once");
        }
        Generation generation = shelf.enter(request.model());
        if (generation == null) {
            return new Refused(Reason.UNKNOWN_MODEL, unknown(request.model()));
        }
        try {
            return analyze(request, generation, patience);
        } finally {
            generation.leave();
        }
    }

    private String unknown(String model) {
        List<String> loaded = shelf.generations().stream()
                .map(generation ->
                        generation.set().name() + " " + generation.set().digest())
                .toList();
        return (model.isEmpty() ? "the default model is not loaded" : "no model " + model + " is loaded") + "; loaded "
                + (loaded.isEmpty() ? "is none" : "are " + String.join(", ", loaded));
    }

    private Outcome analyze(Request request, Generation generation, Patience patience) {
        Set<String> known = generation.set().heads();
        Set<String> unknown = new TreeSet<>(request.heads());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            return new Refused(
                    Reason.UNKNOWN_HEAD,
                    "the model " + generation.set().name() + " has no head " + String.join(", ", unknown) + "; it has "
                            + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        int count = request.texts().size();
        if (!room.tryAcquire(count)) {
            return new Refused(
                    Reason.QUEUE_FULL,
                    "as many texts wait as may (" + mostTexts + "); try again later, or start another node");
        }
        Set<String> heads =
                request.heads().isEmpty() && request.every() ? known : Set.copyOf(new TreeSet<>(request.heads()));
        return await(enqueue(request.texts(), generation, heads, patience), generation);
    }

    /** Room for each text is taken already; it is given back as each ends. */
    private List<Work> enqueue(List<String> texts, Generation generation, Set<String> heads, Patience patience) {
        List<Work> works = new ArrayList<>();
        try {
            for (String text : texts) {
                Tokens tokens = generation.set().tokenize(text, heads);
                boolean entered = generation.enter(); // always: this call is a user, too
                assert entered;
                works.add(new Work(generation, tokens, heads, patience, nanoTime.getAsLong(), () -> {
                    room.release();
                    generation.leave();
                }));
            }
        } catch (RuntimeException e) {
            room.release(texts.size() - works.size());
            works.forEach(work -> work.fail(e));
            throw e;
        }
        queue.offer(works);
        return works;
    }

    private Outcome await(List<Work> works, Generation generation) {
        List<Analysis> analyses = new ArrayList<>();
        try {
            for (Work work : works) {
                analyses.add(work.await(nanoTime.getAsLong()));
            }
            return new Analyzed(
                    analyses, generation.set().digest(), generation.cost().microsPerToken());
        } catch (Work.Dropped e) {
            return new Refused(e.reason(), String.valueOf(e.getMessage()));
        } catch (ModelException e) {
            return new Refused(Reason.MODEL_FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** Texts that wait for a thread. */
    public int waiting() {
        return queue.size();
    }

    /** Ends what waits, lets what runs end. The shelf is the caller's. */
    @Override
    public void close() {
        queue.close();
        lanes.close();
    }
}
