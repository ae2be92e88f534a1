package io.tiergate.controlplane.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.ResourceStatus;
import io.tiergate.controlplane.snapshot.Standing;
import io.tiergate.v1.Active;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Hello;
import io.tiergate.v1.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionStreamTest {
    private Rig rig;

    DistributionStreamTest(@TempDir Path directory) throws IOException {
        rig = new Rig(directory);
    }

    @BeforeEach
    void nothingHeld() {
        assertThat(rig.held()).isZero();
    }

    /** Whatever the test did: once the connections are gone, nothing is held for them. */
    @AfterEach
    void nothingLeaks() {
        rig.close();
        assertThat(rig.held()).as("streams, watches and alarms still held").isZero();
    }

    @Test
    void publishedContent_isSentAckedAndShown() {
        FakeAgent agent = rig.agent("a1").connect();
        rig.settle();
        rig.publish(1, "one");

        assertThat(agent.received()).containsExactly("one");
        assertThat(routing("a1").standing()).isEqualTo(Standing.CONVERGED);
        assertThat(rig.view("a1").connected()).isTrue();
        assertThat(rig.view("a1").profile().labels()).containsEntry("zone", "a");
    }

    @Test
    void timeToActive_isFromActivationToAck() {
        FakeAgent agent = rig.agent("a1").answering(FakeAgent.Answer.NOTHING).connect();
        rig.publish(1, "one");
        rig.clock.advance(Duration.ofMillis(7));
        agent.ack(agent.updates.getFirst());
        rig.settle();

        assertThat(rig.view("a1").timeToActiveMicros()).containsEntry(ResourceKind.ROUTING, 7_000L);
    }

    @Test
    void rejectingAgent_getsEachDigestOnce_across100Reconnects() {
        rig.publish(1, "one");
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            FakeAgent agent = rig.agent("a1").answering(FakeAgent.Answer.NACK).connect();
            rig.settle();
            switch (i) {
                case 30 -> rig.publish(2, "two");
                case 60 -> rig.publish(3, "three");
                case 90 -> rig.publish(4, "one");
                default -> {}
            }
            received.addAll(agent.received());
            if (i % 2 == 0) {
                agent.cancel();
            } else {
                agent.complete();
            }
            rig.settle();
        }

        assertThat(received).containsExactly("one", "two", "three");
        FakeAgent control = rig.agent("a2").answering(FakeAgent.Answer.NACK).connect();
        rig.settle();
        assertThat(control.received()).as("another agent is asked for itself").containsExactly("one");
    }

    @Test
    void rejection_toldInHello_isBelievedByAControlPlaneThatForgot() {
        Content one = rig.publish(1, "one");
        FakeAgent agent = rig.agent("a1");
        agent.connect(agent.hello().addRejected(active(one)));
        rig.settle();

        assertThat(agent.updates).isEmpty();
        assertThat(routing("a1").standing()).isEqualTo(Standing.REJECTED);
        rig.publish(2, "two");
        assertThat(agent.received()).containsExactly("two");
    }

    @Test
    void rejectionsOfSeveralVersions_areAllBelieved() {
        Content one = rig.publish(1, "one");
        Content two = rig.publish(2, "two");
        FakeAgent agent = rig.agent("a1");
        agent.connect(agent.hello().addRejected(active(one)).addRejected(active(two)));
        rig.settle();

        assertThat(agent.updates).isEmpty();
        assertThat(routing("a1").standing()).isEqualTo(Standing.REJECTED);
        rig.publish(3, "one");
        assertThat(agent.received()).isEmpty();
        rig.publish(4, "three");
        assertThat(agent.received()).containsExactly("three");
    }

    @Test
    void rejection_isForgottenForAnotherBuild() {
        rig.publish(1, "one");
        FakeAgent old = rig.agent("a1").answering(FakeAgent.Answer.NACK).connect();
        rig.settle();
        old.cancel();
        rig.settle();

        FakeAgent upgraded = rig.agent("a1");
        upgraded.connect(upgraded.hello().setBuild("2"));
        rig.settle();

        assertThat(upgraded.received()).containsExactly("one");
        assertThat(routing("a1").standing()).isEqualTo(Standing.CONVERGED);
    }

    @Test
    void slowAgent_getsTheNewestOfWhatItMissed() {
        FakeAgent agent = rig.agent("a1").answering(FakeAgent.Answer.NOTHING).connect();
        rig.publish(1, "one");
        for (int generation = 2; generation <= 50; generation++) {
            rig.publish(generation, "version " + generation);
        }
        assertThat(agent.received()).containsExactly("one");

        agent.ack(agent.updates.getFirst());
        rig.settle();
        assertThat(agent.received()).containsExactly("one", "version 50");
    }

    @Test
    void silentAgent_isStalledNotClosed_andMayStillAnswer() {
        FakeAgent agent = rig.agent("a1").answering(FakeAgent.Answer.NOTHING).connect();
        rig.publish(1, "one");
        rig.alarms.ringAll();
        rig.settle();

        assertThat(routing("a1").standing()).isEqualTo(Standing.STALLED);
        assertThat(agent.ended).isNull();

        agent.ack(agent.updates.getFirst());
        rig.settle();
        assertThat(routing("a1").standing()).isEqualTo(Standing.CONVERGED);
    }

    @Test
    void answeredUpdate_stopsItsClock() {
        rig.agent("a1").connect();
        rig.publish(1, "one");

        assertThat(rig.alarms.pending).isEmpty();
    }

    @Test
    void staleNonce_isIgnored() {
        FakeAgent agent = rig.agent("a1").connect();
        rig.publish(1, "one");
        rig.publish(2, "two");
        agent.nack(agent.updates.getFirst());
        rig.settle();

        assertThat(routing("a1").standing()).isEqualTo(Standing.CONVERGED);
        assertThat(agent.ended).isNull();
    }

    @Test
    void agentGone_isUnreachable_untilItsLeaseEnds() {
        FakeAgent agent = rig.agent("a1").connect();
        rig.publish(1, "one");
        agent.cancel();
        rig.settle();

        assertThat(rig.view("a1").connected()).isFalse();
        assertThat(routing("a1").standing()).isEqualTo(Standing.UNREACHABLE);
        assertThat(routing("a1").active()).isEqualTo(routing("a1").target());

        rig.clock.advance(Rig.LEASE.plusSeconds(1));
        assertThat(rig.roster.agents("default")).isEmpty();
    }

    @Test
    void reconnectedAgent_thatRunsTheTarget_isSentNothing() {
        Content one = rig.publish(1, "one");
        FakeAgent agent = rig.agent("a1").connect(active(one));
        rig.settle();

        assertThat(agent.updates).isEmpty();
        assertThat(routing("a1").standing()).isEqualTo(Standing.CONVERGED);
    }

    @Test
    void sameDigestUnderANewGeneration_isSentWithItsContent() {
        FakeAgent agent = rig.agent("a1").connect();
        rig.publish(1, "one");
        rig.publish(2, "two");
        rig.publish(3, "one");

        assertThat(agent.received()).containsExactly("one", "two", "one");
        assertThat(agent.updates.getLast().getGeneration()).isEqualTo(3);
    }

    @Test
    void agentAheadOfItsFleet_isShownAndLeftAlone() {
        FakeAgent agent = rig.agent("a1")
                .connect(Active.newBuilder()
                        .setResource(Resource.RESOURCE_ROUTING)
                        .setGeneration(9)
                        .setDigest(ByteString.copyFrom(new byte[32]))
                        .build());
        rig.publish(1, "one");

        assertThat(agent.updates).isEmpty();
        assertThat(routing("a1").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("generation 9"));
    }

    @Test
    void newerStreamOfTheSameAgent_replacesTheOlder() {
        FakeAgent older = rig.agent("a1").connect();
        rig.settle();
        FakeAgent newer = rig.agent("a1").connect();
        rig.settle();
        rig.publish(1, "one");

        assertThat(Objects.requireNonNull(older.ended).getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(older.ended.getDescription()).contains("default/a1");
        assertThat(older.updates).isEmpty();
        assertThat(newer.received()).containsExactly("one");
        assertThat(rig.view("a1").connected()).isTrue();
        assertThat(rig.distribution.openStreams()).isEqualTo(1);
    }

    @Test
    void hundredStreams_shareOneSerialisation() {
        List<FakeAgent> agents = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            agents.add(rig.agent("a" + i).connect());
        }
        rig.settle();
        Content content = rig.publish(1, "one");

        assertThat(agents).allSatisfy(agent -> assertThat(agent.received()).containsExactly("one"));
        assertThat(Messages.update("n", content).getContent()).isSameAs(content.bytes());
        assertThat(rig.roster.agents("")).hasSize(100);
    }

    @Test
    void withoutCredential_orWithTheWrongRole_isRefused() {
        FakeAgent stranger = rig.agentWithKey("a1", "tg_x_y").connect();
        FakeAgent operator = rig.agentWithKey("a2", rig.operatorKey).connect();
        rig.settle();

        assertThat(Objects.requireNonNull(stranger.ended).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(Objects.requireNonNull(operator.ended).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(rig.roster.agents("")).isEmpty();
    }

    @Test
    void revokedCredential_endsItsStreams() throws IOException {
        FakeAgent agent = rig.agent("a1").connect();
        rig.settle();
        rig.distribution.recheckCallers();
        rig.settle();
        assertThat(agent.ended).isNull();

        rig.revokeAgentKey();
        rig.distribution.recheckCallers();
        rig.settle();
        assertThat(Objects.requireNonNull(agent.ended).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void shutdown_tellsAgentsToReconnect_andTakesNoMore() {
        FakeAgent agent = rig.agent("a1").connect();
        rig.settle();
        rig.distribution.close();
        FakeAgent late = rig.agent("a2").connect();
        rig.settle();

        assertThat(Objects.requireNonNull(agent.ended).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Objects.requireNonNull(late.ended).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void invalidMessages_endTheStreamAndSayWhy() {
        assertThat(breach(Hello.newBuilder().setFleet("default").setSchema(1))).contains("agent must be");
        assertThat(breach(Hello.newBuilder().setFleet("../etc").setAgent("a").setSchema(1)))
                .contains("fleet must be");
        assertThat(breach(Hello.newBuilder().setFleet("default").setAgent("a"))).contains("upgrade the agent");
        assertThat(breach(rig.agent("a")
                        .hello()
                        .addActive(Active.newBuilder()
                                .setResource(Resource.RESOURCE_ROUTING)
                                .setDigest(ByteString.copyFromUtf8("short")))))
                .contains("32 bytes");
        assertThat(breach(rig.agent("a").hello().addActive(Active.newBuilder().setDigest(ByteString.EMPTY))))
                .contains("neither ROUTING nor ACCESS");
        FakeAgent silent = rig.agent("a1").open().send(ClientMessage.getDefaultInstance());
        rig.settle();
        assertThat(Objects.requireNonNull(Objects.requireNonNull(silent.ended).getDescription()))
                .contains("Hello, Ack or Nack");
    }

    @Test
    void fullRoster_refusesAnotherAgent() {
        for (int i = 0; i < 150; i++) {
            rig.agent("a" + i).connect();
        }
        FakeAgent oneMore = rig.agent("late").connect();
        rig.settle();

        assertThat(Objects.requireNonNull(oneMore.ended).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    private String breach(Hello.Builder hello) {
        FakeAgent agent = rig.agent("a1").connect(hello);
        rig.settle();
        Status ended = Objects.requireNonNull(agent.ended);
        assertThat(ended.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        return Objects.requireNonNull(ended.getDescription());
    }

    private ResourceStatus routing(String agent) {
        return Objects.requireNonNull(rig.view(agent).resources().get(ResourceKind.ROUTING));
    }

    private static Active active(Content content) {
        return Active.newBuilder()
                .setResource(Resource.RESOURCE_ROUTING)
                .setGeneration(content.version().generation())
                .setDigest(ByteString.copyFrom(content.version().digest().toBytes()))
                .build();
    }
}
