package io.tiergate.classifier.run;

import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.model.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run texts, one run each at a time. They share a model's session: ONNX Runtime does the work of a call on the thread that
 * makes it, so a session for each thread would only hold the weights as often.
 */
final class Lanes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final long JOIN_MILLIS = 10_000;

    private final WorkQueue queue;
    private final List<Thread> threads = new ArrayList<>();

    private Lanes(WorkQueue queue) {
        this.queue = queue;
    }

    static Lanes start(WorkQueue queue, int count) {
        Lanes lanes = new Lanes(queue);
        for (int i = 0; i < count; i++) {
            lanes.threads.add(Thread.ofPlatform().name("encode-" + i).daemon().start(lanes::run));
        }
        return lanes;
    }

    private void run() {
        try {
            for (List<Work> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                run(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(List<Work> batch) {
        try {
            Generation generation = batch.getFirst().generation();
            List<Tokens> texts = batch.stream().map(Work::tokens).toList();
            long begun = System.nanoTime();
            float[][] vectors = generation.set().encode(texts);
            for (int i = 0; i < vectors.length; i++) {
                batch.get(i).judge(vectors[i]);
            }
            generation
                    .cost()
                    .add(
                            System.nanoTime() - begun,
                            texts.stream().mapToInt(Tokens::run).sum());
        } catch (ModelException e) {
            batch.forEach(work -> work.fail(e));
        } catch (RuntimeException | Error e) {
            LOG.error("a run failed that should not", e);
            batch.forEach(work -> work.drop(Outcome.Reason.MODEL_FAILED, "the run failed: " + e));
        }
    }

    /** Ends the threads; the queue must be closed. Waits for runs under way. */
    @Override
    public void close() {
        try {
            for (Thread thread : threads) {
                thread.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
