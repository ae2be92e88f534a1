package io.tiergate.classifier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.run.Outcome.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkQueueTest {
    private static final long WAIT = 1_000_000;
    private static final long FOREVER = Long.MAX_VALUE / 2;

    @TempDir
    private Path directory;

    private long now;
    private final AtomicInteger ended = new AtomicInteger();
    private final WorkQueue queue = new WorkQueue(() -> now);
    private Generation generation;

    @BeforeEach
    void load() {
        generation = Sets.encoder(directory, new Batching(3, WAIT));
    }

    @AfterEach
    void unload() {
        generation.leave();
    }

    @Test
    void fullBatch_leavesAtOnce_theOldestFirst() throws InterruptedException {
        List<Work> works = List.of(work("bug"), work("bill"), work("hello"), work("bug"));
        queue.offer(works);
        assertThat(queue.take()).containsExactlyElementsOf(works.subList(0, 3));
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void batchThatIsNotFull_leavesWhenItsFirstHasWaitedItsTime() throws InterruptedException {
        Work first = work("bug");
        queue.offer(List.of(first));
        now = WAIT / 2;
        Work second = work("bill");
        queue.offer(List.of(second));
        now = WAIT;
        assertThat(queue.take()).containsExactly(first, second);
    }

    @Test
    void textsOfOtherLength_doNotShareARun() throws InterruptedException {
        Work brief = work("bug");
        Work lengthy = work("bug bug bug bug bug");
        Work briefToo = work("bill");
        queue.offer(List.of(brief, lengthy, briefToo));
        now = WAIT;
        assertThat(queue.take()).containsExactly(brief, briefToo);
        assertThat(queue.take()).containsExactly(lengthy);
    }

    @Test
    void textsOfOtherModels_doNotShareARun(@TempDir Path elsewhere) throws InterruptedException {
        Generation other = Sets.encoder(elsewhere, Batching.NONE);
        Work ours = work("bug");
        Work theirs = new Work(
                other,
                other.set().tokenize("bug", Set.of()),
                other.set().heads(),
                patience(FOREVER),
                now,
                ended::incrementAndGet);
        queue.offer(List.of(ours, theirs));
        now = WAIT;
        assertThat(queue.take()).containsExactly(ours);
        assertThat(queue.take()).containsExactly(theirs);
        other.leave();
    }

    @Test
    void textWhoseTimeIsOver_isDroppedBeforeItRuns() throws InterruptedException {
        Work late = new Work(
                generation,
                generation.set().tokenize("bug", Set.of()),
                generation.set().heads(),
                patience(WAIT / 2),
                now,
                ended::incrementAndGet);
        Work good = work("bug");
        queue.offer(List.of(late, good));
        now = WAIT;
        assertThat(queue.take()).containsExactly(good);
        assertDropped(late, Reason.TOO_LATE);
        assertThat(ended).hasValue(1);
    }

    @Test
    void textWhoseCallerHasLeft_isDroppedBeforeItRuns() throws InterruptedException {
        Work left = new Work(
                generation,
                generation.set().tokenize("bug", Set.of()),
                generation.set().heads(),
                new Patience(FOREVER, () -> true),
                now,
                ended::incrementAndGet);
        Work good = work("bug");
        queue.offer(List.of(left, good));
        now = WAIT;
        assertThat(queue.take()).containsExactly(good);
        assertDropped(left, Reason.TOO_LATE);
    }

    @Test
    void closedQueue_endsWhatWaitsAndWhatComes() throws InterruptedException {
        Work before = work("bug");
        queue.offer(List.of(before));
        queue.close();
        Work after = work("bug");
        queue.offer(List.of(after));
        assertThat(queue.take()).isEmpty();
        assertDropped(before, Reason.STOPPING);
        assertDropped(after, Reason.STOPPING);
    }

    @Test
    void textWithoutANumber_failsAlone_inTheRunOfOthers() {
        Work bad = work("nan");
        Work good = work("bug");
        Work goodToo = work("bill");
        queue.offer(List.of(bad, good, goodToo)); // a full batch, before a thread can take part of it
        Lanes lanes = Lanes.start(queue, 1);
        assertThatThrownBy(() -> bad.await(now)).isInstanceOf(ModelException.class);
        assertThat(good.await(now).heads()).containsOnlyKeys("kind");
        assertThat(goodToo.await(now).tokens()).isEqualTo(3);
        queue.close();
        lanes.close();
        assertThat(ended).hasValue(3);
    }

    private Work work(String text) {
        return new Work(
                generation,
                generation.set().tokenize(text, Set.of()),
                generation.set().heads(),
                patience(FOREVER),
                now,
                ended::incrementAndGet);
    }

    private static Patience patience(long until) {
        return new Patience(until, () -> false);
    }

    private void assertDropped(Work work, Reason reason) {
        assertThatThrownBy(() -> work.await(now))
                .isInstanceOfSatisfying(
                        Work.Dropped.class,
                        dropped -> assertThat(dropped.reason()).isEqualTo(reason));
    }
}
