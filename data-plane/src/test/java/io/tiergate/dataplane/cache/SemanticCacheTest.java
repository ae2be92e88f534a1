package io.tiergate.dataplane.cache;

import static io.tiergate.dataplane.cache.Alike.fresh;
import static io.tiergate.dataplane.cache.Alike.holds;
import static io.tiergate.dataplane.cache.Alike.keep;
import static io.tiergate.dataplane.cache.Alike.look;
import static io.tiergate.dataplane.cache.Alike.question;
import static io.tiergate.dataplane.cache.TwoAgents.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The semantic cache of an agent that has no cluster. */
@Timeout(180)
@SuppressWarnings("NullAway.Init")
class SemanticCacheTest {
    private final ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
    private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
    private final Watermarks marks = new Watermarks(keys);
    private final ExactCache exact =
            new ExactCache(ExactCacheSettings.DEFAULT, keys, marks, () -> Instant.ofEpochMilli(now.get()));
    private SemanticCache cache;

    @BeforeEach
    void open() throws IOException {
        cache = Alike.cache(keys, exact, marks, 64, () -> Instant.ofEpochMilli(now.get()));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void alike_hits_andSaysHowAlike() throws TimeoutException {
        CachedAnswer answer = fresh("By the link on the page.");
        keep(exact, cache, question("How do I sign in", 1), answer);
        holds(cache, 1);

        assertThat(look(cache, question("How can I sign in", 0.96)))
                .isInstanceOfSatisfying(SemanticLookup.Hit.class, hit -> {
                    assertThat(hit.answer()).isEqualTo(answer);
                    assertThat(hit.likeness().cosine()).isCloseTo(0.96, within(0.01));
                    assertThat(hit.likeness().probability()).isGreaterThan(0.9);
                });
        assertThat(cache.stats().hits()).isEqualTo(1);
    }

    @Test
    void notAlikeEnough_isAMiss_thatNamesTheLikeliest() throws TimeoutException {
        keep(exact, cache, question("How do I sign in", 1), fresh("yes"));
        holds(cache, 1);

        assertThat(look(cache, question("How do I sing", 0.85)))
                .isInstanceOfSatisfying(
                        SemanticLookup.Miss.class,
                        miss -> assertThat(miss.likeliest())
                                .isNotNull()
                                .satisfies(likeness ->
                                        assertThat(likeness.probability()).isLessThan(0.1)));
        assertThat(cache.stats().refused()).isEqualTo(1);
    }

    @Test
    void otherPartition_isAMiss_asIfThereWereNothing() throws TimeoutException {
        keep(exact, cache, question("How do I sign in", 1), fresh("yes"));
        holds(cache, 1);
        CacheScope umbrella = new CacheScope("umbrella", "support", Samples.EPOCH, "chat", "", Alike.MODEL);

        assertThat(look(cache, question(umbrella, "How do I sign in", 1))).isEqualTo(new SemanticLookup.Miss(null));
    }

    @Test
    void likeliestOfSeveral_isServed() throws TimeoutException {
        keep(exact, cache, question("one", 1), fresh("far"));
        keep(exact, cache, question("two", 0.99), fresh("near"));
        holds(cache, 2);

        assertThat(look(cache, question("asked", 0.985)))
                .isInstanceOfSatisfying(
                        SemanticLookup.Hit.class,
                        hit -> assertThat(hit.answer().answer().text()).isEqualTo("near"));
    }

    @Test
    void answerGone_theNextLikeliestIsServed_andTheRecordGoes() throws TimeoutException {
        SemanticQuestion orphan = question("orphan", 1);
        CachedAnswer nowhere = fresh("nowhere");
        cache.keep(orphan, Samples.identity("nothing is stored under this"), nowhere);
        keep(exact, cache, question("kept", 0.99), fresh("kept"));
        holds(cache, 2);

        assertThat(look(cache, question("asked", 1)))
                .isInstanceOfSatisfying(
                        SemanticLookup.Hit.class,
                        hit -> assertThat(hit.answer().answer().text()).isEqualTo("kept"));
        holds(cache, 1);
        assertThat(cache.stats().trouble().orphans()).isEqualTo(1);
    }

    @Test
    void expired_isAMiss_andGoes() throws TimeoutException {
        long stored = now.get();
        keep(exact, cache, question("q", 1), Samples.cached("yes", stored, stored + 1_000));
        holds(cache, 1);
        now.set(stored + 1_000);

        assertThat(look(cache, question("q", 1))).isEqualTo(new SemanticLookup.Miss(null));
        cache.compareSoon();
        holds(cache, 0);
        assertThat(cache.stats().trouble().repaired()).isZero();
    }

    @Test
    void tooMany_theOldestGo() throws IOException, TimeoutException {
        try (SemanticCache small = Alike.cache(keys, exact, marks, 1, () -> Instant.ofEpochMilli(now.get()))) {
            for (int i = 0; i < 1_500; i++) { // about 1 KB each, each in a partition of its own
                small.keep(
                        inPartition(i),
                        Samples.identity("kept"),
                        Samples.cached("answer", now.get() + i, now.get() + 3_600_000));
                long stored = i + 1L;
                until(() -> small.stats().stored() == stored);
            }
            until(() -> small.stats().held().vectors()
                    == 1_500 - small.stats().trouble().evicted());

            assertThat(small.stats().held().bytes()).isLessThan(1 << 20);
            assertThat(look(small, inPartition(0))).isEqualTo(new SemanticLookup.Miss(null));
            assertThat(look(small, inPartition(1_499)))
                    .isInstanceOfSatisfying(
                            SemanticLookup.Miss.class, // there is one, though its answer was never stored
                            miss -> assertThat(miss.likeliest()).isNotNull());
        }
    }

    private static SemanticQuestion inPartition(int number) {
        return question(
                new CacheScope("acme", "support", Samples.EPOCH, "task" + number, "", Alike.MODEL), "question", 1);
    }

    @Test
    void invalidated_isAMiss_andGoes_andWhatIsStoredLaterIsNot() throws TimeoutException {
        long stored = now.get();
        keep(exact, cache, question("q", 1), Samples.cached("old", stored, stored + 3_600_000));
        holds(cache, 1);
        Watermark watermark = new Watermark(new Watermark.Selection(Watermark.Kind.TENANT, "acme"), stored);
        assertThat(cache.tally(watermark)).isEqualTo(new Tally(1, 1));
        assertThat(exact.tally(watermark)).isEqualTo(new Tally(1, 1));

        marks.add(watermark);

        assertThat(look(cache, question("q", 1))).isEqualTo(new SemanticLookup.Miss(null));
        holds(cache, 0);
        keep(exact, cache, question("q", 1), Samples.cached("new", stored + 1, stored + 3_600_000));
        holds(cache, 1);
        assertThat(look(cache, question("q", 1))).isInstanceOf(SemanticLookup.Hit.class);
    }
}
