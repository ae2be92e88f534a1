package io.tiergate.dataplane.call;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs several things at once on virtual threads and waits for all of them; one thing runs on the calling thread. */
final class Race {
    private Race() {}

    /** The results, in the order of the tasks. Tasks do not throw; one that does is a bug and is thrown on. */
    static <T> List<T> all(List<Callable<T>> tasks) {
        List<FutureTask<T>> others = new ArrayList<>(tasks.size() - 1);
        for (Callable<T> task : tasks.subList(1, tasks.size())) {
            FutureTask<T> other = new FutureTask<>(task);
            others.add(other);
            Thread.ofVirtual().name("attempt").start(other);
        }
        List<T> results = new ArrayList<>(tasks.size());
        try {
            results.add(tasks.getFirst().call());
            for (FutureTask<T> other : others) {
                results.add(other.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for attempts", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an attempt broke", e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException("an attempt broke", e);
        }
        return results;
    }
}
