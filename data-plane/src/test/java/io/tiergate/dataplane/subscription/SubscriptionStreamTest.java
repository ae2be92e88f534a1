package io.tiergate.dataplane.subscription;

import static io.tiergate.dataplane.subscription.Samples.access;
import static io.tiergate.dataplane.subscription.Samples.digest;
import static io.tiergate.dataplane.subscription.Samples.offer;
import static io.tiergate.dataplane.subscription.Samples.routing;
import static io.tiergate.dataplane.subscription.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.dataplane.model.Version;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.transport.SecretReference;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both ends real, over gRPC on loopback. Only time and the owner's thread are the test's. */
@Timeout(60)
class SubscriptionStreamTest {
    @TempDir
    Path folder;

    private ScriptedServer server;
    private Agent agent;
    private @Nullable Subscription subscription;

    @BeforeEach
    void begin() throws IOException {
        server = new ScriptedServer(0);
        agent = new Agent(folder);
    }

    @AfterEach
    void end() {
        if (subscription != null) {
            subscription.close();
        }
        server.close();
    }

    @Test
    void update_isActivatedAndAcknowledged() {
        ScriptedServer.Stream stream = subscribe();
        stream.send(update("n1", routing(1, "A", "one")));
        stream.send(update("m1", access(1, "callers")));

        assertThat(heard(stream).getAck().getNonce()).isEqualTo("n1");
        ClientMessage second = heard(stream);
        assertThat(second.getAck().getNonce()).isEqualTo("m1");
        assertThat(second.getAck().getDigest()).isEqualTo(Wire.bytes(digest("callers")));
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(1, "A").version());
        assertThat(running().status().connected()).isTrue();
    }

    @Test
    void refusedUpdate_isNackedOnceWithItsProblems_andAGoodOneStillCounts() {
        ScriptedServer.Stream stream = subscribe();
        stream.send(update("n1", routing(1, "bad")));
        stream.send(update("n2", routing(2, "A")));

        ClientMessage nack = heard(stream);
        assertThat(nack.getNack().getNonce()).isEqualTo("n1");
        assertThat(nack.getNack().getGeneration()).isEqualTo(1);
        assertThat(nack.getNack().getProblems(0).getMessage()).isEqualTo("bad is bad");
        assertThat(nack.getNack().getProblems(0).getSuggestion()).isEqualTo("write a good one");
        assertThat(heard(stream).getAck().getNonce()).isEqualTo("n2");
        agent.owner.idle();
        assertThat(stream.heard).isEmpty();
    }

    @Test
    void lowerGeneration_isNacked_andWhatRunsStays() {
        agent.activator.activate(offer(0, "", routing(5, "A")));
        ScriptedServer.Stream stream = subscribe();
        stream.send(update("n1", routing(4, "B")));

        assertThat(heard(stream).getNack().getProblems(0).getMessage()).contains("takes no lower one");
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());
        assertThat(agent.compilers.routings).hasValue(1);
    }

    @Test
    void killedControlPlane_isFoundAgain_andToldWhatRunsAndWhatWasRejected() throws IOException {
        ScriptedServer.Stream stream = subscribe();
        stream.send(update("n1", routing(1, "A")));
        stream.send(update("n2", routing(2, "bad")));
        assertThat(heard(stream).hasAck()).isTrue();
        assertThat(heard(stream).hasNack()).isTrue();
        int port = server.port();

        server.close();
        agent.owner.until(() -> !running().status().connected());
        for (int i = 0; i < 3; i++) {
            retryAndFail();
        }
        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(1, "A").version());
        assertThat(agent.log.about("is lost")).hasSize(1);

        server = new ScriptedServer(port);
        agent.owner.advance(Duration.ofSeconds(5));
        Hello hello = heard(nextStream()).getHello();
        assertThat(hello.getActive(0).getGeneration()).isEqualTo(1);
        assertThat(hello.getRejected(0).getDigest()).isEqualTo(Wire.bytes(digest("bad")));
        prove();
        assertThat(agent.log.about("is back")).hasSize(1);
    }

    @Test
    void controlPlaneDown_agentRunsFromDisk_andKeepsTrying() throws IOException {
        agent.activator.activate(offer(0, "", routing(5, "A")));
        agent.activator.activate(offer(0, "", access(2, "callers")));
        int port = server.port();
        server.close();

        agent = new Agent(folder);
        agent.activator.restore();
        Snapshot restored = agent.snapshots.current();
        assertThat(restored.version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());
        assertThat(restored.version(ResourceKind.ACCESS))
                .isEqualTo(access(2, "callers").version());
        subscription = agent.subscribe(controlPlane(port, null));
        subscription.start();
        agent.owner.until(() -> agent.owner.nextDue() != null);
        for (int i = 0; i < 3; i++) {
            retryAndFail();
        }

        assertThat(agent.snapshots.current()).isSameAs(restored);
        assertThat(agent.log.about("is lost")).singleElement().asString().contains("goes on with routing generation 5");
    }

    @Test
    void streamEndedOrFailedByTheServer_isOpenedAgain() {
        ScriptedServer.Stream stream = subscribe();
        stream.end();
        awaitLossAndRetry();
        stream = nextStream();
        assertThat(heard(stream).hasHello()).isTrue();
        prove();

        stream.fail(Status.PERMISSION_DENIED.withDescription("no agent\nof this fleet"));
        agent.owner.until(() -> !agent.log.about("does not accept").isEmpty());
        assertThat(agent.log.about("does not accept").getFirst()).contains("permission denied: no agent of this fleet");
        awaitLossAndRetry();
        assertThat(heard(nextStream()).hasHello()).isTrue();
    }

    @Test
    void cutStream_doesNotLoseTheActivationThatItBegan() {
        ScriptedServer.Stream stream = subscribe();
        agent.holdActivations();
        stream.send(update("n1", routing(1, "A")));
        agent.owner.until(() -> !agent.activations.isEmpty());
        stream.fail(Status.UNAVAILABLE);
        awaitLossAndRetry();
        ScriptedServer.Stream next = nextStream();
        assertThat(heard(next).getHello().getActiveList()).isEmpty();
        next.send(update("k1", routing(1, "A")));
        next.send(update("m1", access(1, "callers")));
        agent.owner.until(() -> agent.activations.size() == 2);

        agent.activations.remove().run();
        assertThat(heard(next).getAck().getNonce()).isEqualTo("k1");
        assertThat(agent.compilers.routings).hasValue(1);
    }

    @Test
    void close_endsTheStreamCleanly() {
        ScriptedServer.Stream stream = subscribe();
        running().close();
        subscription = null;

        assertThat(taken(stream.over)).isEqualTo("completed");
    }

    @Test
    void key_isReadAnewForEveryStream_andAMissingOneIsSaidWithoutIt() throws IOException {
        Path key = folder.resolve("key");
        Files.writeString(key, "first\n");
        subscription = agent.subscribe(controlPlane(server.port(), new SecretReference("file:" + key)));
        subscription.start();
        agent.owner.idle();
        ScriptedServer.Stream stream = nextStream();
        assertThat(stream.credential).isEqualTo(new PresentedCredential.BearerKey("first"));
        prove();

        Files.writeString(key, "second\n");
        stream.end();
        awaitLossAndRetry();
        stream = nextStream();
        assertThat(stream.credential).isEqualTo(new PresentedCredential.BearerKey("second"));
        prove();

        Files.delete(key);
        stream.end();
        awaitLossAndRetry();
        agent.owner.until(() -> !agent.log.about("does not accept").isEmpty());
        assertThat(agent.log.lines).noneMatch(line -> line.contains("second") || line.contains("first"));
        assertThat(agent.log.about("cannot read " + key)).hasSize(1);
    }

    @Test
    void updateBeyondTheLargestMessage_breaksTheStream_notTheAgent() {
        ScriptedServer.Stream stream = subscribe();
        stream.send(update(
                "n1",
                new Content(
                        ResourceKind.ROUTING,
                        new Version(1, digest("A")),
                        ByteString.copyFrom(new byte[2 * 1024 * 1024]))));
        agent.owner.until(() -> !agent.log.about("is lost").isEmpty());

        agent.owner.advance(Duration.ofSeconds(5));
        assertThat(heard(nextStream()).hasHello()).isTrue();
    }

    private ControlPlane controlPlane(int port, @Nullable SecretReference key) {
        return new GrpcControlPlane(new ControlPlaneSettings("127.0.0.1:" + port, TlsSettings.NONE, key, 1024 * 1024));
    }

    private Subscription running() {
        return java.util.Objects.requireNonNull(subscription);
    }

    /** Subscribes, hears the Hello and lets the stream prove itself. */
    private ScriptedServer.Stream subscribe() {
        subscription = agent.subscribe(controlPlane(server.port(), null));
        subscription.start();
        agent.owner.idle();
        ScriptedServer.Stream stream = nextStream();
        assertThat(heard(stream).hasHello()).isTrue();
        prove();
        return stream;
    }

    private void prove() {
        agent.owner.until(() -> running().status().connected() || agent.owner.nextDue() != null);
        agent.owner.advance(Duration.ofSeconds(1));
        assertThat(running().status().connected()).isTrue();
    }

    private void awaitLossAndRetry() {
        agent.owner.until(() -> !running().status().connected());
        agent.owner.advance(Duration.ofSeconds(5));
    }

    /** Lets the wait pass, and the attempt fail. */
    private void retryAndFail() {
        int before = agent.owner.timersSet();
        agent.owner.advance(java.util.Objects.requireNonNull(agent.owner.nextDue()));
        agent.owner.until(() -> agent.owner.timersSet() > before);
    }

    private ScriptedServer.Stream nextStream() {
        return taken(server.streams);
    }

    private ClientMessage heard(ScriptedServer.Stream stream) {
        agent.owner.until(() -> !stream.heard.isEmpty());
        return taken(stream.heard);
    }

    private static <T> T taken(BlockingQueue<T> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
