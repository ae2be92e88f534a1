package io.tiergate.dataplane.subscription;

import static io.tiergate.dataplane.subscription.Samples.access;
import static io.tiergate.dataplane.subscription.Samples.offer;
import static io.tiergate.dataplane.subscription.Samples.routing;
import static io.tiergate.dataplane.subscription.Samples.update;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Hello;
import io.tiergate.v1.Update;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The subscription with its clock, its thread and its control plane in the test's hand. */
class SubscriptionTest {
    private static final Break GONE = new Break(false, "connection reset");

    @TempDir
    Path folder;

    private Agent agent;
    private FakeControlPlane controlPlane;
    private Subscription subscription;

    @BeforeEach
    void subscribe() throws IOException {
        agent = new Agent(folder);
        agent.activator.activate(offer(0, "", routing(5, "A")));
        agent.log.lines.clear();
        controlPlane = new FakeControlPlane();
        subscription = agent.subscribe(controlPlane);
    }

    @Test
    void hello_saysWhoItIsAndWhatItRuns() {
        connect();

        Hello hello = controlPlane.newest().heard.getFirst().getHello();
        assertThat(hello.getAgent()).isEqualTo("agent-1");
        assertThat(hello.getFleet()).isEqualTo("prod");
        assertThat(hello.getLabelsMap()).containsEntry("zone", "a");
        assertThat(hello.getBuild()).isEqualTo("1.0");
        assertThat(hello.getSchema()).isEqualTo(1);
        assertThat(hello.getGrpcAddress()).isEqualTo("127.0.0.1:9");
        assertThat(hello.getActiveList()).singleElement().satisfies(active -> {
            assertThat(active.getResource()).isEqualTo(ResourceKind.ROUTING.wire());
            assertThat(active.getGeneration()).isEqualTo(5);
        });
        assertThat(hello.getRejectedList()).isEmpty();
    }

    @Test
    void update_runsBeforeItIsAcknowledged() {
        connect();
        agent.holdActivations();

        controlPlane.newest().send(update("n1", routing(6, "B")));
        agent.owner.idle();
        assertThat(controlPlane.newest().heard).hasSize(1);
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());

        agent.activations.remove().run();
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(6, "B").version());
        agent.owner.idle();
        assertThat(last().getAck().getNonce()).isEqualTo("n1");
        assertThat(last().getAck().getGeneration()).isEqualTo(6);
    }

    @Test
    void accessRuns_whileRoutingIsStillCompiled() {
        connect();
        agent.holdActivations();

        controlPlane.newest().send(update("n1", routing(6, "B")));
        controlPlane.newest().send(update("m1", access(1, "callers")));
        agent.owner.idle();
        Runnable slow = agent.activations.remove();
        agent.activations.remove().run();
        agent.owner.idle();

        assertThat(last().getAck().getNonce()).isEqualTo("m1");
        assertThat(agent.snapshots.current().access()).isNotNull();
        slow.run();
        agent.owner.idle();
        assertThat(last().getAck().getNonce()).isEqualTo("n1");
    }

    @Test
    void updateWhileAnotherIsActivated_isActivatedAfterIt() {
        connect();
        agent.holdActivations();

        controlPlane.newest().send(update("n1", routing(6, "B")));
        controlPlane.newest().send(update("n2", routing(7, "C")));
        agent.owner.idle();
        assertThat(agent.activations).hasSize(1);
        agent.activations.remove().run();
        agent.owner.idle();
        agent.activations.remove().run();
        agent.owner.idle();

        assertThat(controlPlane.newest().heard.stream()
                        .map(message -> message.getAck().getNonce()))
                .containsExactly("", "n1", "n2");
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(7, "C").version());
    }

    @Test
    void everyUpdateHandled_allowsOneMore() {
        connect();
        assertThat(controlPlane.newest().allowed).isEqualTo(1);

        controlPlane.newest().send(update("n1", routing(6, "B")));
        controlPlane.newest().send(update("n2", routing(7, "bad")));
        assertThat(controlPlane.newest().allowed).isEqualTo(1);
        agent.owner.idle();

        assertThat(controlPlane.newest().allowed).isEqualTo(3);
    }

    @Test
    void malformedUpdate_isNackedAsItNamedItself_andTheStreamGoesOn() {
        connect();
        Update good = update("n", routing(6, "B"));

        controlPlane
                .newest()
                .send(good.toBuilder()
                        .setDigest(ByteString.copyFromUtf8("short"))
                        .build());
        agent.owner.idle();
        assertThat(last().getNack().getDigest()).isEqualTo(ByteString.copyFromUtf8("short"));
        assertThat(last().getNack().getProblems(0).getMessage()).contains("32 bytes");
        controlPlane.newest().send(good.toBuilder().setGeneration(0).build());
        agent.owner.idle();
        assertThat(last().getNack().getProblems(0).getMessage()).contains("count from 1");
        controlPlane.newest().send(good.toBuilder().setResourceValue(77).build());
        agent.owner.idle();
        assertThat(last().getNack().getResourceValue()).isEqualTo(77);

        controlPlane.newest().send(good);
        agent.owner.idle();
        assertThat(last().hasAck()).isTrue();
    }

    @Test
    void youngStreamThatBreaks_countsAsAFailure_andTheWaitGrows() {
        subscription.start();
        agent.owner.idle();
        agent.draw(0.999);
        for (long ceiling : new long[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            controlPlane.newest().listener.ready();
            agent.owner.advance(Duration.ofMillis(900));
            controlPlane.newest().listener.broken(GONE);
            agent.owner.idle();

            Duration wait = requireNonNull(agent.owner.nextDue());
            assertThat(wait.toMillis()).isBetween(ceiling * 99 / 100, ceiling);
            int streams = controlPlane.streams.size();
            agent.owner.advance(wait.minusMillis(1));
            assertThat(controlPlane.streams).hasSize(streams);
            agent.owner.advance(Duration.ofMillis(1));
            assertThat(controlPlane.streams).hasSize(streams + 1);
        }
        assertThat(agent.log.lines).hasSize(1);
    }

    @Test
    void outage_isOneLineWhenItBegins_andOneWhenItEnds_withTheAgeOfWhatRuns() {
        connect();
        assertThat(subscription.status().connected()).isTrue();
        assertThat(agent.log.lines).singleElement().asString().contains("control plane cp:1 is connected");
        agent.log.lines.clear();
        agent.owner.advance(Duration.ofHours(2));

        controlPlane.newest().listener.broken(GONE);
        agent.owner.idle();
        for (int i = 0; i < 50; i++) {
            agent.owner.advance(Duration.ofSeconds(5));
            controlPlane.newest().listener.broken(GONE);
            agent.owner.idle();
        }
        assertThat(agent.log.lines)
                .singleElement()
                .asString()
                .startsWith("WARNING")
                .contains("cp:1 is lost: connection reset")
                .contains("goes on with routing generation 5")
                .contains("2 h 0 min old, no access");
        assertThat(subscription.status().connected()).isFalse();
        assertThat(subscription.status().reason()).isEqualTo("connection reset");

        agent.owner.advance(Duration.ofSeconds(5));
        prove();
        assertThat(agent.log.lines)
                .hasSize(2)
                .last()
                .asString()
                .contains("is back after 4 min")
                .contains("2 h 4 min");
        assertThat(subscription.status().connected()).isTrue();
        assertThat(subscription.status().since()).isEqualTo(agent.owner.instant());
        assertThat(subscription.status().snapshot()).isEqualTo(agent.snapshots.current());
    }

    @Test
    void alwaysRejecting_tellsWhatItRejected_andActivatesNothing() {
        connect();
        for (int i = 0; i < 100; i++) {
            controlPlane.newest().send(update("n", routing(6 + i, "bad " + i % 3)));
            agent.owner.idle();
            assertThat(last().hasNack()).isTrue();
            controlPlane.newest().listener.broken(GONE);
            agent.owner.advance(Duration.ofSeconds(5));
        }
        assertThat(controlPlane.newest().heard.getFirst().getHello().getRejectedList())
                .hasSize(3);
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());
    }

    @Test
    void eventsOfADeadStream_bringNothing() {
        connect();
        FakeControlPlane.Stream dead = controlPlane.newest();
        dead.listener.broken(GONE);
        agent.owner.idle();

        dead.send(update("n1", routing(6, "B")));
        dead.listener.ready();
        dead.listener.broken(GONE);
        agent.owner.idle();

        assertThat(dead.heard).hasSize(1);
        assertThat(dead.allowed).isEqualTo(1);
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());
        agent.owner.advance(Duration.ofSeconds(5));
        assertThat(controlPlane.streams).hasSize(2);
    }

    @Test
    void close_saysGoodbye_andNothingFollows() {
        connect();
        subscription.close();

        assertThat(controlPlane.newest().ended).isTrue();
        assertThat(agent.owner.finished()).isTrue();
        controlPlane.newest().listener.broken(GONE);
        agent.owner.advance(Duration.ofHours(1));
        assertThat(controlPlane.streams).hasSize(1);
        assertThat(agent.owner.nextDue()).isNull();
        assertThat(agent.snapshots.current().routing()).isNotNull();
    }

    @Test
    void closeBeforeTheRetry_cancelsIt() {
        connect();
        controlPlane.newest().listener.broken(GONE);
        agent.owner.idle();
        assertThat(agent.owner.nextDue()).isNotNull();

        subscription.close();

        assertThat(agent.owner.nextDue()).isNull();
    }

    private void connect() {
        subscription.start();
        agent.owner.idle();
        prove();
    }

    private void prove() {
        controlPlane.newest().listener.ready();
        agent.owner.advance(Duration.ofSeconds(1));
    }

    private ClientMessage last() {
        return controlPlane.newest().heard.getLast();
    }
}
