package io.tiergate.dataplane.cache;

import static io.tiergate.dataplane.cache.ExactCacheClusterTest.fresh;
import static io.tiergate.dataplane.cache.TwoAgents.look;
import static io.tiergate.dataplane.cache.TwoAgents.store;
import static io.tiergate.dataplane.cache.TwoAgents.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two agents of which one is wrong or gone. */
@Timeout(180)
class ExactCacheFailureTest {
    @Test
    void wrongKey_missesAndCounts() throws Exception {
        try (TwoAgents agents = TwoAgents.formed(ClusterKeys.ofThisAgentOnly(), ClusterKeys.ofThisAgentOnly())) {
            CacheIdentity identity = Samples.identity("wrong key");
            store(agents.one, identity, fresh("yes"));

            assertThat(look(agents.other, identity)).isInstanceOf(Lookup.Miss.class);
            assertThat(agents.other.stats().dropped()).isEqualTo(1);
            assertThat(agents.other.stats().errors()).isZero();

            CacheIdentity reverse = Samples.identity("the other way round");
            store(agents.other, reverse, fresh("mine"));
            assertThat(look(agents.one, reverse)).isInstanceOf(Lookup.Miss.class);
            assertThat(agents.one.stats().dropped()).isEqualTo(1);
            assertThat(look(agents.other, reverse)).isInstanceOf(Lookup.Hit.class);
        }
    }

    @Test
    void memberKilled_meansMissesAtMost() throws Exception {
        ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
        try (TwoAgents agents = TwoAgents.formed(keys, keys)) {
            List<CacheIdentity> identities = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                identities.add(Samples.identity("killed " + i));
                store(agents.one, identities.get(i), fresh("yes"));
            }

            Objects.requireNonNull(agents.otherMember.member())
                    .getLifecycleService()
                    .terminate();

            // The dead one's own agent: misses and counts, whatever is asked.
            for (CacheIdentity identity : identities) {
                assertThat(look(agents.other, identity)).isInstanceOf(Lookup.Miss.class);
                agents.other.store(identity, fresh("again"));
            }
            assertThat(agents.other.stats().errors()).isEqualTo(2L * identities.size());
            assertThat(agents.otherMember.size()).isZero();

            // The one that is left: hits or misses during the change, and serves as before after it.
            ExactCache nothingAtHand =
                    new ExactCache(ExactCacheSettings.DEFAULT, keys, new Watermarks(keys), InstantSource.system());
            nothingAtHand.joined(Objects.requireNonNull(agents.oneMember.member()));
            for (CacheIdentity identity : identities) {
                assertThat(look(nothingAtHand, identity)).isNotNull();
            }
            assertThat(nothingAtHand.stats().errors()).isZero();
            until(() -> agents.oneMember.size() == 1);
            CacheIdentity after = Samples.identity("after");
            store(agents.one, after, fresh("yes"));
            assertThat(look(nothingAtHand, after)).isInstanceOf(Lookup.Hit.class);
        }
    }

    @Test
    void closedMember_meansMisses() throws Exception {
        ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
        try (TwoAgents agents = TwoAgents.formed(keys, keys)) {
            CacheIdentity identity = Samples.identity("handed over");
            store(agents.one, identity, fresh("yes"));

            agents.oneMember.close();

            assertThat(agents.one.lookup(Samples.identity("not at hand"))).isInstanceOf(Lookup.Miss.class);
            assertThat(agents.one.stats().absent()).isEqualTo(1);
            assertThat(look(agents.other, identity)).isInstanceOf(Lookup.Hit.class); // left gracefully: nothing lost
        }
    }
}
