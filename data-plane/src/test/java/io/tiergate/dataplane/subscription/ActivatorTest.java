package io.tiergate.dataplane.subscription;

import static io.tiergate.dataplane.subscription.Samples.access;
import static io.tiergate.dataplane.subscription.Samples.digest;
import static io.tiergate.dataplane.subscription.Samples.offer;
import static io.tiergate.dataplane.subscription.Samples.routing;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.v1.Document;
import io.tiergate.v1.RoutingContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivatorTest {
    @TempDir
    Path folder;

    private Agent agent;

    @BeforeEach
    void agent() throws IOException {
        agent = new Agent(folder);
    }

    @Test
    void atFirst_nothingRuns() {
        assertThat(agent.snapshots.current()).isEqualTo(Snapshot.NOTHING);
        agent.activator.restore();
        assertThat(agent.snapshots.current()).isEqualTo(Snapshot.NOTHING);
        assertThat(agent.log.about("waits for the control plane")).hasSize(2);
    }

    @Test
    void activated_isPublishedAndKept() throws IOException {
        Activation activation = agent.activator.activate(new Offer(1, "n", routing(5, "A", "one"), -7_000));

        assertThat(activation).isEqualTo(new Activation.Activated(new Version(5, digest("A")), 7));
        assertThat(routingNow().version()).isEqualTo(new Version(5, digest("A")));
        assertThat(routingNow().since()).isEqualTo(agent.owner.instant());
        assertThat(agent.snapshots.current().access()).isNull();
        assertThat(DocumentArchive.in(folder).document(digest("one"))).isNotNull();
        assertThat(Files.exists(folder.resolve("routing.content"))).isTrue();
    }

    @Test
    void resources_areIndependent() {
        agent.activator.activate(offer(1, "n", routing(5, "A")));
        agent.activator.activate(offer(1, "m", access(2, "callers")));
        agent.activator.activate(offer(1, "m", access(3, "bad callers")));

        assertThat(agent.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());
        assertThat(agent.snapshots.current().version(ResourceKind.ACCESS))
                .isEqualTo(access(2, "callers").version());
    }

    @Test
    void refused_saysWhy_andKeepsWhatRan() throws IOException {
        agent.activator.activate(offer(1, "n", routing(5, "A")));
        Snapshot before = agent.snapshots.current();

        Activation activation = agent.activator.activate(offer(1, "n", routing(6, "bad")));

        assertThat(activation)
                .isInstanceOfSatisfying(
                        Activation.Refused.class,
                        refused -> assertThat(refused.problems().getFirst().message())
                                .isEqualTo("bad is bad"));
        assertThat(agent.snapshots.current()).isSameAs(before);
        assertThat(agent.log.about("refuses routing generation 6"))
                .singleElement()
                .asString()
                .contains("bad is bad");
        assertThat(restarted().snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());
    }

    @Test
    void contentThatIsNotItsDigest_isRefusedBeforeItIsCompiled() {
        Content good = routing(5, "A", "one");
        List<Content> wrong = List.of(
                new Content(ResourceKind.ROUTING, new Version(5, digest("B")), good.bytes()),
                new Content(ResourceKind.ROUTING, good.version(), ByteString.copyFromUtf8("\u0001 no message")),
                new Content(
                        ResourceKind.ROUTING,
                        good.version(),
                        RoutingContent.newBuilder()
                                .setManifest(ByteString.copyFromUtf8("A"))
                                .addDocuments(Document.newBuilder()
                                        .setDigest(Wire.bytes(digest("one")))
                                        .setContent(ByteString.copyFromUtf8("two")))
                                .build()
                                .toByteString()),
                new Content(
                        ResourceKind.ACCESS,
                        new Version(5, digest("x")),
                        access(5, "callers").bytes()));

        for (Content content : wrong) {
            assertThat(agent.activator.activate(offer(1, "n", content))).isInstanceOf(Activation.Refused.class);
        }
        assertThat(agent.compilers.routings).hasValue(0);
        assertThat(agent.compilers.accesses).hasValue(0);
        assertThat(agent.activator.activate(offer(1, "n", good))).isInstanceOf(Activation.Activated.class);
    }

    @Test
    void compilerThatFails_refuses_andTheAgentGoesOn() {
        assertThat(agent.activator.activate(offer(1, "n", routing(5, "crash"))))
                .isInstanceOfSatisfying(
                        Activation.Refused.class,
                        refused -> assertThat(refused.problems().getFirst().message())
                                .contains("a planted mistake"));
        assertThat(agent.activator.activate(offer(1, "n", routing(6, "A")))).isInstanceOf(Activation.Activated.class);
    }

    @Test
    void renumbered_runsAndIsKeptUnderTheNewGeneration_withoutACompile() throws IOException {
        agent.activator.activate(offer(1, "n", routing(5, "A")));
        agent.owner.advance(Duration.ofHours(1));

        Activation activation = agent.activator.renumber(offer(1, "n", routing(9, "A")));

        assertThat(activation).isInstanceOf(Activation.Activated.class);
        assertThat(agent.compilers.routings).hasValue(1);
        assertThat(routingNow().version().generation()).isEqualTo(9);
        assertThat(routingNow().content().generation()).isEqualTo(9);
        assertThat(routingNow().since()).isEqualTo(agent.owner.instant());
        assertThat(restarted().snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(new Version(9, digest("A")));
    }

    @Test
    void damagedRenumbering_isRefused_andNotKept() {
        agent.activator.activate(offer(1, "n", routing(5, "A")));
        Content damaged = new Content(
                ResourceKind.ROUTING,
                new Version(9, digest("A")),
                routing(9, "B").bytes());

        assertThat(agent.activator.renumber(offer(1, "n", damaged))).isInstanceOf(Activation.Refused.class);
        assertThat(routingNow().version().generation()).isEqualTo(5);
    }

    @Test
    void restart_runsTheLastGoodOne_withItsAge() throws IOException {
        agent.activator.activate(offer(1, "n", routing(5, "A")));
        agent.activator.activate(offer(1, "n", access(2, "callers")));

        Agent next = restarted();

        assertThat(next.snapshots.current().version(ResourceKind.ROUTING))
                .isEqualTo(routing(5, "A").version());
        assertThat(next.snapshots.current().version(ResourceKind.ACCESS))
                .isEqualTo(access(2, "callers").version());
        Running<Routing> running = requireNonNull(next.snapshots.current().routing());
        assertThat(running.age(agent.owner.instant().plusSeconds(60))).isEqualTo(Duration.ofMinutes(1));
        assertThat(running.age(agent.owner.instant().minusSeconds(60))).isZero();
        assertThat(next.log.about("runs from disk")).hasSize(2);
    }

    @Test
    void damagedFile_isNotServed_andTheLogNamesFileFaultAndConsequence() throws IOException {
        agent.activator.activate(offer(1, "n", routing(5, "A")));
        agent.activator.activate(offer(1, "n", access(2, "callers")));
        Path file = folder.resolve("routing.content");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        Agent next = restarted();

        assertThat(next.snapshots.current().routing()).isNull();
        assertThat(next.snapshots.current().access()).isNotNull();
        assertThat(next.log.about("ERROR"))
                .singleElement()
                .asString()
                .contains(file.toString())
                .contains("is damaged: its checksum does not match its content")
                .contains("the file is now " + file + ".corrupt")
                .contains("starts without routing, waits for the control plane");
    }

    @Test
    void keptContentThatThisBuildRefuses_isNotServed_andStays() throws IOException {
        ContentStore.open(folder).write(routing(5, "bad"), agent.owner.instant());

        Agent next = restarted();

        assertThat(next.snapshots.current()).isEqualTo(Snapshot.NOTHING);
        assertThat(next.log.about("ERROR"))
                .singleElement()
                .asString()
                .contains("routing.content")
                .contains("not fit to run on this build")
                .contains("bad is bad");
        assertThat(Files.exists(folder.resolve("routing.content"))).isTrue();
    }

    @Test
    void contentThatCannotBeKept_runsAllTheSame_andTheLogSaysSo() throws IOException {
        Files.delete(folder);
        Files.writeString(folder, "no folder");

        Activation activation = agent.activator.activate(offer(1, "n", routing(5, "A")));

        assertThat(activation).isInstanceOf(Activation.Activated.class);
        assertThat(routingNow().version().generation()).isEqualTo(5);
        assertThat(agent.log.about("could not be kept")).hasSize(1);
        Files.delete(folder);
        Files.createDirectory(folder);
    }

    private Running<Routing> routingNow() {
        return requireNonNull(agent.snapshots.current().routing());
    }

    private Agent restarted() throws IOException {
        Agent next = new Agent(folder);
        next.activator.restore();
        return next;
    }
}
