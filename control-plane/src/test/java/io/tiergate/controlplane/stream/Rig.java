package io.tiergate.controlplane.stream;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tiergate.controlplane.identity.BootstrapKeys;
import io.tiergate.controlplane.identity.Callers;
import io.tiergate.controlplane.snapshot.AgentView;
import io.tiergate.controlplane.snapshot.Board;
import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Roster;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.document.Digest;
import io.tiergate.transport.CallerCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Both ends of the protocol in one process, on an executor that the test drives: nothing moves until {@link #settle}, and then until
 * there is nothing left to do, so that "nothing more was sent" is a fact. Time and alarms are the test's too. Confined to the test's
 * thread.
 */
final class Rig implements AutoCloseable {
    static final Duration LEASE = Duration.ofMinutes(10);

    final Board board = new Board();
    final Clock clock = new Clock();
    final Roster roster = new Roster(board, clock::now, LEASE, 150);
    final ManualAlarms alarms = new ManualAlarms();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Distribution distribution;
    final String agentKey;
    final String operatorKey;
    private final Steps steps = new Steps();
    private final Path keys;
    private final Server server;
    private final ManagedChannel channel;

    Rig(Path directory) throws IOException {
        keys = directory;
        BootstrapKeys bootstrap = new BootstrapKeys(directory);
        bootstrap.mint();
        agentKey = Files.readString(directory.resolve("agent.key")).strip();
        operatorKey = Files.readString(directory.resolve("operator.key")).strip();
        Callers callers = new Callers(bootstrap, clock::now);
        distribution = new Distribution(board, roster, callers, alarms, steps, Duration.ofSeconds(5), meters);
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .executor(steps)
                .intercept(new CallerCredentials())
                .addService(ServerInterceptors.intercept(distribution, callers.door()))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).executor(steps).build();
    }

    /** Removes the agents' key, as an operator would. */
    void revokeAgentKey() throws IOException {
        Files.delete(keys.resolve("agent.key"));
    }

    FakeAgent agent(String name) {
        return new FakeAgent(channel, agentKey, name);
    }

    FakeAgent agentWithKey(String name, String key) {
        return new FakeAgent(channel, key, name);
    }

    /** Runs everything that is to be run, to the last consequence. */
    void settle() {
        steps.runAll();
    }

    Content publish(long generation, String text) {
        return publish(ResourceKind.ROUTING, generation, text);
    }

    Content publish(ResourceKind resource, long generation, String text) {
        Content content = new Content(
                "default",
                resource,
                new Version(generation, Digest.of(text.getBytes(StandardCharsets.UTF_8))),
                ByteString.copyFromUtf8(text),
                clock.now());
        board.put(content);
        settle();
        return content;
    }

    AgentView view(String agent) {
        return roster.agents("default").stream()
                .filter(view -> view.profile().id().name().equals(agent))
                .findFirst()
                .orElseThrow();
    }

    /** How many streams, watches and alarms are held anywhere. */
    int held() {
        return distribution.openStreams() + board.watchCount() + alarms.pending.size();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        settle();
    }

    /** An executor that runs when told. */
    private static final class Steps implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public synchronized void execute(Runnable task) {
            tasks.add(task);
        }

        private synchronized @org.jspecify.annotations.Nullable Runnable next() {
            return tasks.poll();
        }

        void runAll() {
            for (Runnable task = next(); task != null; task = next()) {
                task.run();
            }
        }
    }

    /** A clock that the test moves. */
    static final class Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        Instant now() {
            return now;
        }

        void advance(Duration by) {
            now = now.plus(by);
        }
    }

    /** Alarms that the test rings. */
    static final class ManualAlarms implements Alarms {
        final List<Runnable> pending = new ArrayList<>();

        @Override
        public Alarm in(Duration delay, Runnable action) {
            // A new object each time: the same action may be set twice.
            Runnable entry = () -> action.run();
            pending.add(entry);
            return () -> pending.remove(entry);
        }

        void ringAll() {
            List<Runnable> ringing = List.copyOf(pending);
            pending.clear();
            ringing.forEach(Runnable::run);
        }
    }
}
