package io.tiergate.dataplane.cache;

import static io.tiergate.dataplane.cache.Alike.fresh;
import static io.tiergate.dataplane.cache.Alike.holds;
import static io.tiergate.dataplane.cache.Alike.keep;
import static io.tiergate.dataplane.cache.Alike.look;
import static io.tiergate.dataplane.cache.Alike.question;
import static io.tiergate.dataplane.cache.TwoAgents.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.replicatedmap.ReplicatedMap;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.cluster.ClusterSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two agents that hold the same key. */
@Timeout(180)
@SuppressWarnings("NullAway.Init")
class SemanticCacheClusterTest {
    private final ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
    private TwoAgents agents;

    @BeforeEach
    void form() throws Exception {
        agents = TwoAgents.formed(keys, keys);
    }

    @AfterEach
    void close() {
        agents.close();
    }

    private static HazelcastInstance member(Cluster cluster) {
        return Objects.requireNonNull(cluster.member());
    }

    @Test
    void keptOnOne_hitsOnTheOther() throws Exception {
        keep(agents.one, agents.oneSemantic, question("How do I sign in", 1), fresh("By the link."));
        holds(agents.otherSemantic, 1);

        assertThat(look(agents.otherSemantic, question("How can I sign in", 0.97)))
                .isInstanceOfSatisfying(
                        SemanticLookup.Hit.class,
                        hit -> assertThat(hit.answer().answer().text()).isEqualTo("By the link."));
    }

    @Test
    void expired_goesOnBoth() throws Exception {
        long now = System.currentTimeMillis();
        keep(agents.one, agents.oneSemantic, question("short", 1), Samples.cached("yes", now, now + 1_500));

        holds(agents.oneSemantic, 0);
        holds(agents.otherSemantic, 0);
    }

    @Test
    void answerLostFromTheCluster_theRecordGoesFromBoth() throws Exception {
        SemanticQuestion question = question("lost", 1);
        agents.oneSemantic.keep(question, Samples.identity("nothing is stored under this"), fresh("x"));
        holds(agents.oneSemantic, 1);
        holds(agents.otherSemantic, 1);

        assertThat(look(agents.otherSemantic, question)).isInstanceOf(SemanticLookup.Miss.class);

        holds(agents.oneSemantic, 0);
        holds(agents.otherSemantic, 0);
    }

    @Test
    void clusterSeesOnlyCiphertext() throws Exception {
        SemanticQuestion question = question("plain words", 1);
        keep(agents.one, agents.oneSemantic, question, fresh("plain answer"));
        holds(agents.otherSemantic, 1);
        Object value = member(agents.otherMember)
                .<Object, Object>getReplicatedMap("vectors")
                .get(question.identity().key());

        assertThat(value)
                .isInstanceOfSatisfying(
                        SealedEntry.class,
                        entry -> assertThat(new String(entry.bytes(), StandardCharsets.ISO_8859_1))
                                .doesNotContain("plain words", "acme", "user-7"));
    }

    @Test
    void recordThatIsNoneOrIsFiledElsewhere_isDroppedAndCounted_once() throws Exception {
        SemanticQuestion question = question("q", 1);
        keep(agents.one, agents.oneSemantic, question, fresh("yes"));
        holds(agents.otherSemantic, 1);
        ReplicatedMap<CacheKey, SealedEntry> map = member(agents.oneMember).getReplicatedMap("vectors");
        var _ = map.put(Samples.identity("a").key(), new SealedEntry(new byte[3]));
        var _ = map.put(
                Samples.identity("b").key(),
                Objects.requireNonNull(map.get(question.identity().key())));

        until(() -> agents.otherSemantic.stats().trouble().dropped() == 2);
        agents.otherSemantic.compareSoon();
        keep(agents.one, agents.oneSemantic, question("after", 0.5), fresh("yes"));
        holds(agents.otherSemantic, 2);
        assertThat(agents.otherSemantic.stats().trouble().dropped()).isEqualTo(2);
    }

    @Test
    void lateJoiner_hasWhatWasThere() throws Exception {
        for (int i = 0; i < 50; i++) {
            keep(agents.one, agents.oneSemantic, question("question " + i, i / 50.0), fresh("answer " + i));
        }
        Watermarks marks = new Watermarks(keys);
        ExactCache exact = new ExactCache(ExactCacheSettings.DEFAULT, keys, marks, InstantSource.system());
        try (SemanticCache late = Alike.cache(keys, exact, marks);
                Cluster cluster = join(exact, late)) {
            assertThat(cluster.awaitStarted(Duration.ofSeconds(60))).isTrue();
            holds(late, 50);

            assertThat(look(late, question("asked", 0.5)))
                    .isInstanceOfSatisfying(
                            SemanticLookup.Hit.class,
                            hit -> assertThat(hit.answer().answer().text()).isEqualTo("answer 25"));
        }
    }

    private Cluster join(ExactCache exact, SemanticCache semantic) throws IOException {
        HazelcastInstance there = member(agents.oneMember);
        int port = there.getCluster().getLocalMember().getAddress().getPort();
        int own;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            own = free.getLocalPort();
        }
        return Cluster.start(
                ClusterSettings.onLoopback(
                        own,
                        List.of("127.0.0.1:" + port, "127.0.0.1:" + own),
                        there.getConfig().getClusterName()),
                List.of(exact, semantic));
    }

    @Test
    void otherMemberGone_whatItKeptIsStillThere() throws Exception {
        keep(agents.other, agents.otherSemantic, question("q", 1), fresh("yes"));
        holds(agents.oneSemantic, 1);
        agents.otherMember.close();

        assertThat(look(agents.oneSemantic, question("asked", 0.99))).isInstanceOf(SemanticLookup.Hit.class);
    }

    @Test
    void afterItLeft_nothingIsThere_andNothingFails() throws Exception {
        keep(agents.one, agents.oneSemantic, question("q", 1), fresh("yes"));
        holds(agents.oneSemantic, 1);
        agents.oneMember.close();

        holds(agents.oneSemantic, 0);
        agents.oneSemantic.keep(question("after", 1), Samples.identity("after"), fresh("yes"));
        assertThat(look(agents.oneSemantic, question("q", 1))).isEqualTo(new SemanticLookup.Miss(null));
        assertThat(agents.oneSemantic.stats().trouble().absent()).isEqualTo(1);
    }

    @Test
    void agentWithAnotherKey_seesNothing() throws Exception {
        try (TwoAgents strangers = TwoAgents.formed(keys, ClusterKeys.ofThisAgentOnly())) {
            keep(strangers.one, strangers.oneSemantic, question("q", 1), fresh("yes"));
            holds(strangers.oneSemantic, 1);
            until(() -> strangers.otherSemantic.stats().trouble().dropped() == 1);

            assertThat(look(strangers.otherSemantic, question("q", 1))).isEqualTo(new SemanticLookup.Miss(null));
        }
    }
}
