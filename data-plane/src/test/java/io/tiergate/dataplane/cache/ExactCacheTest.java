package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The exact cache where the cluster is not there, slow or failing. */
@Timeout(30)
class ExactCacheTest {
    private static final CacheIdentity IDENTITY = Samples.identity("q");

    private final ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
    private final Envelope envelope = new Envelope(keys);
    private final Watermarks marks = new Watermarks(keys);
    private final ExactCache cache = new ExactCache(ExactCacheSettings.DEFAULT, keys, marks, InstantSource.system());

    @Test
    void noCluster_isAMiss() {
        assertThat(cache.lookup(IDENTITY)).isEqualTo(new Lookup.Miss(true));
        cache.store(IDENTITY, fresh()); // kept at hand all the same

        assertThat(cache.stats()).isEqualTo(new CacheStats(0, 1, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void answerInTime_isAHit() {
        CompletableFuture<SealedEntry> asked = new CompletableFuture<>();
        Lookup.Pending pending = cache.pending(IDENTITY, asked);
        asked.complete(sealed(fresh()));

        assertThat(pending.await(0)).isInstanceOf(Lookup.Hit.class);
        assertThat(cache.stats().hits()).isEqualTo(1);
    }

    @Test
    void answerTooLate_isAMiss() {
        assertThat(cache.pending(IDENTITY, new CompletableFuture<>()).await(1)).isEqualTo(new Lookup.Miss());
        assertThat(cache.stats().late()).isEqualTo(1);
    }

    @Test
    void answerTooLateForACallback_isAMiss() throws Exception {
        CompletableFuture<Lookup> called = new CompletableFuture<>();
        cache.pending(IDENTITY, new CompletableFuture<>()).whenSettled(1, Runnable::run, called::complete);

        assertThat(called.get(20, TimeUnit.SECONDS)).isEqualTo(new Lookup.Miss());
        assertThat(cache.stats().late()).isEqualTo(1);
    }

    @Test
    void failedOperation_isAMiss() throws Exception {
        CompletableFuture<SealedEntry> failed = CompletableFuture.failedFuture(new IllegalStateException("gone"));
        CompletableFuture<Lookup> called = new CompletableFuture<>();
        cache.pending(IDENTITY, failed).whenSettled(20_000, Runnable::run, called::complete);

        assertThat(cache.pending(IDENTITY, failed).await(20_000)).isEqualTo(new Lookup.Miss());
        assertThat(called.get(20, TimeUnit.SECONDS)).isEqualTo(new Lookup.Miss());
        assertThat(cache.stats().errors()).isEqualTo(2);
    }

    @Test
    void expiredEntry_isAMiss() {
        long now = System.currentTimeMillis();
        SealedEntry entry = sealed(Samples.cached("four", now - 2_000, now - 1_000));

        assertThat(settle(entry)).isEqualTo(new Lookup.Miss(true));
    }

    @Test
    void entryThatIsNotOurs_isDroppedAndCounted() {
        assertThat(settle(new SealedEntry(new byte[0]))).isEqualTo(new Lookup.Miss(true));
        assertThat(settle(SealedEntry.seal(envelope, IDENTITY, new byte[] {9, 9})))
                .isEqualTo(new Lookup.Miss(true));
        assertThat(cache.stats().dropped()).isEqualTo(2);
    }

    @Test
    void entryThatCameOnce_isAtHand() {
        assertThat(settle(sealed(fresh()))).isInstanceOf(Lookup.Hit.class);

        assertThat(cache.lookup(IDENTITY)).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void ownAnswer_isAtHandWithoutACluster() {
        CachedAnswer answer = fresh();
        cache.store(IDENTITY, answer);

        assertThat(cache.lookup(IDENTITY)).isEqualTo(new Lookup.Hit(answer));
        assertThat(cache.lookup(Samples.identity("another"))).isEqualTo(new Lookup.Miss(true));
    }

    @Test
    void answerAtHand_expires() {
        AtomicLong now = new AtomicLong(1_000);
        ExactCache clocked =
                new ExactCache(ExactCacheSettings.DEFAULT, keys, marks, () -> Instant.ofEpochMilli(now.get()));
        clocked.store(IDENTITY, Samples.cached("four", 1_000, 2_000));

        now.set(1_999);
        assertThat(clocked.lookup(IDENTITY)).isInstanceOf(Lookup.Hit.class);
        now.set(2_000);
        assertThat(clocked.lookup(IDENTITY)).isEqualTo(new Lookup.Miss(true));
    }

    @Test
    void answersAtHand_areBoundedByTheirSize() {
        ExactCache small = new ExactCache(new ExactCacheSettings(1, 1, 1_000_000), keys, marks, InstantSource.system());
        long now = System.currentTimeMillis();
        for (int i = 0; i < 100; i++) {
            small.store(Samples.identity("q" + i), Samples.cached("x".repeat(100_000), now, now + 3_600_000));
        }

        for (int i = 0; i < 100; i++) {
            small.lookup(Samples.identity("q" + i));
        }
        assertThat(small.stats().hits()).isLessThan(10); // 300 KB each, 1 MB in all
    }

    private Lookup settle(SealedEntry entry) {
        return cache.pending(IDENTITY, CompletableFuture.completedFuture(entry)).await(0);
    }

    private SealedEntry sealed(CachedAnswer answer) {
        return SealedEntry.seal(envelope, IDENTITY, AnswerCodec.encode(answer));
    }

    private static CachedAnswer fresh() {
        long now = System.currentTimeMillis();
        return Samples.cached("four", now, now + 3_600_000);
    }
}
