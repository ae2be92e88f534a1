package io.tiergate.dataplane.cache;

import static io.tiergate.dataplane.cache.TwoAgents.look;
import static io.tiergate.dataplane.cache.TwoAgents.store;
import static io.tiergate.dataplane.cache.TwoAgents.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two agents that hold the same key. */
@Timeout(180)
class ExactCacheClusterTest {
    private static final ClusterKeys KEYS = ClusterKeys.ofThisAgentOnly();
    private static TwoAgents agents;

    @BeforeAll
    static void form() throws Exception {
        agents = TwoAgents.formed(KEYS, KEYS);
    }

    @AfterAll
    static void close() {
        agents.close();
    }

    @Test
    void writtenOnOne_hitsOnTheOther() throws Exception {
        CacheIdentity identity = Samples.identity("written on one");
        CachedAnswer answer = fresh("yes");
        store(agents.one, identity, answer);

        assertThat(look(agents.other, identity))
                .isInstanceOfSatisfying(
                        Lookup.Hit.class,
                        hit -> assertThat(hit.answer())
                                .usingRecursiveComparison()
                                .isEqualTo(answer));
    }

    @Test
    void missedFirst_hitsOnceTheOtherHasStored() throws Exception {
        CacheIdentity identity = Samples.identity("missed first");
        assertThat(look(agents.other, identity)).isInstanceOf(Lookup.Miss.class);
        assertThat(look(agents.other, identity)).isInstanceOf(Lookup.Miss.class);

        store(agents.one, identity, fresh("yes"));

        until(() -> look(agents.other, identity) instanceof Lookup.Hit);
    }

    @Test
    void secondLook_isAnsweredAtOnce() throws Exception {
        List<CacheIdentity> identities = IntStream.range(0, 20) // some owned by each member
                .mapToObj(i -> Samples.identity("near " + i))
                .toList();
        for (CacheIdentity identity : identities) {
            store(agents.one, identity, fresh("yes"));
        }
        for (CacheIdentity identity : identities) {
            assertThat(look(agents.other, identity)).isInstanceOf(Lookup.Hit.class);
            assertThat(agents.other.lookup(identity)).isInstanceOf(Lookup.Hit.class);
        }
    }

    @Test
    void callback_bringsTheAnswer() throws Exception {
        CacheIdentity identity = Samples.identity("callback");
        store(agents.one, identity, fresh("yes"));
        CompletableFuture<Lookup.Settled> called = new CompletableFuture<>();

        switch (agents.other.lookup(identity)) {
            case Lookup.Settled settled -> called.complete(settled);
            case Lookup.Pending pending -> pending.whenSettled(30_000, Runnable::run, called::complete);
        }

        assertThat(called.get(60, TimeUnit.SECONDS)).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void expired_isAMissOnBoth() throws Exception {
        CacheIdentity identity = Samples.identity("expires");
        long now = System.currentTimeMillis();
        store(agents.one, identity, Samples.cached("yes", now, now + 1_000));

        until(() -> look(agents.one, identity) instanceof Lookup.Miss);
        until(() -> look(agents.other, identity) instanceof Lookup.Miss);
    }

    /** Also the shared scope and every other field: a tenant never gets another's answer. */
    @Test
    void oneFieldChanged_misses_andTheUnchangedRequestHits() throws Exception {
        CacheScope scope = new CacheScope("acme", "support", Samples.EPOCH, "chat", "", "minilm-1");
        CacheIdentity base = CacheIdentity.of(scope, Samples.request(CacheIdentityTest.BASE));
        store(agents.one, base, fresh("yes"));

        CacheIdentityTest.mutations()
                .forEach(mutation -> assertThat(look(agents.other, mutation.identity()))
                        .as(mutation.toString())
                        .isInstanceOf(Lookup.Miss.class));
        assertThat(look(agents.other, CacheIdentity.of(scope, Samples.request(CacheIdentityTest.BASE))))
                .isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void tooLarge_isNotStored() {
        ExactCache cache = new ExactCache(
                new ExactCacheSettings(1, 1, 10), KEYS, new Watermarks(KEYS), java.time.InstantSource.system());
        cache.joined(Objects.requireNonNull(agents.oneMember.member()));
        CacheIdentity identity = Samples.identity("too large");

        cache.store(identity, fresh("more than ten bytes"));

        assertThat(look(cache, identity)).isInstanceOf(Lookup.Miss.class);
        assertThat(cache.stats().stored()).isZero();
    }

    @Test
    void clusterSeesOnlyCiphertext() throws Exception {
        CacheIdentity identity = Samples.identity("only ciphertext");
        store(agents.one, identity, fresh("plain words"));
        HazelcastInstance member = Objects.requireNonNull(agents.otherMember.member());
        Object value = member.<Object, Object>getMap("answers").get(identity.key());

        assertThat(value)
                .isInstanceOfSatisfying(
                        SealedEntry.class,
                        entry -> assertThat(new String(entry.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1))
                                .doesNotContain("plain words"));
    }

    static CachedAnswer fresh(String text) {
        long now = System.currentTimeMillis();
        return Samples.cached(text, now, now + 3_600_000);
    }
}
