package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The exact cache where the cluster is not there, slow or failing. */
@Timeout(30)
class ExactCacheTest {
    private static final CacheIdentity IDENTITY = Samples.identity("q");

    private final ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
    private final Envelope envelope = new Envelope(keys);
    private final ExactCache cache = new ExactCache(ExactCacheSettings.DEFAULT, keys, InstantSource.system());

    @Test
    void noCluster_isAMiss() {
        assertThat(cache.lookup(IDENTITY)).isEqualTo(new Lookup.Miss());
        cache.store(IDENTITY, fresh());

        assertThat(cache.stats()).isEqualTo(new CacheStats(0, 1, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void answerInTime_isAHit() {
        CompletableFuture<SealedAnswer> asked = new CompletableFuture<>();
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
        CompletableFuture<SealedAnswer> failed = CompletableFuture.failedFuture(new IllegalStateException("gone"));
        CompletableFuture<Lookup> called = new CompletableFuture<>();
        cache.pending(IDENTITY, failed).whenSettled(20_000, Runnable::run, called::complete);

        assertThat(cache.pending(IDENTITY, failed).await(20_000)).isEqualTo(new Lookup.Miss());
        assertThat(called.get(20, TimeUnit.SECONDS)).isEqualTo(new Lookup.Miss());
        assertThat(cache.stats().errors()).isEqualTo(2);
    }

    @Test
    void expiredEntry_isAMiss() {
        long now = System.currentTimeMillis();
        SealedAnswer entry = sealed(Samples.cached("four", now - 2_000, now - 1_000));

        assertThat(settle(entry)).isEqualTo(new Lookup.Miss());
    }

    @Test
    void entryThatIsNotOurs_isDroppedAndCounted() {
        assertThat(settle(new SealedAnswer(new byte[0]))).isEqualTo(new Lookup.Miss());
        assertThat(settle(new SealedAnswer(envelope.seal(IDENTITY, new byte[] {9, 9}))))
                .isEqualTo(new Lookup.Miss());
        assertThat(cache.stats().dropped()).isEqualTo(2);
    }

    @Test
    void entry_isOpenedOnce() {
        SealedAnswer entry = sealed(fresh());

        assertThat(settle(entry))
                .isInstanceOfSatisfying(
                        Lookup.Hit.class,
                        first -> assertThat(settle(entry))
                                .isInstanceOfSatisfying(
                                        Lookup.Hit.class,
                                        second -> assertThat(second.answer()).isSameAs(first.answer())));
    }

    private Lookup settle(SealedAnswer entry) {
        return cache.pending(IDENTITY, CompletableFuture.completedFuture(entry)).await(0);
    }

    private SealedAnswer sealed(CachedAnswer answer) {
        return new SealedAnswer(envelope.seal(IDENTITY, AnswerCodec.encode(answer)));
    }

    private static CachedAnswer fresh() {
        long now = System.currentTimeMillis();
        return Samples.cached("four", now, now + 3_600_000);
    }
}
