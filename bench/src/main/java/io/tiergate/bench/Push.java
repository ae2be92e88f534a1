package io.tiergate.bench;

import io.tiergate.bench.process.Tiergate;
import io.tiergate.cli.stack.LocalControlPlane;
import io.tiergate.cli.stack.Stack;
import io.tiergate.cli.stack.Standing;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long a publish takes: from the call to the last of many streams having the update, and from the call to the control plane knowing
 * that every real agent has compiled, stored and activated it. Every publish is a new revision of the policy of {@code examples/policies}.
 */
final class Push {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int WARM_UP = 20;
    private static final int AGENTS = 2;

    private final Options options;
    private final Path folder;
    private final Table table = new Table("Push, milliseconds", "what", "publishes", "p50", "p99", "most");
    private int edition;

    private Push(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    static Table measure(Options options, Path folder) throws IOException, InterruptedException {
        Push push = new Push(options, folder);
        push.toStreams();
        push.toAgents();
        push.table.note(
                "Each publish compiles the policy in the control plane and stores a revision (H2, on disk) before it pushes.");
        return push.table;
    }

    private Stack stack(String name) {
        return new Stack(
                Tiergate.home(),
                folder.resolve(name),
                List.of("-XX:+UseSerialGC"),
                died -> System.err.println(died.name() + " has died: " + died.tail()));
    }

    /** When a generation came. */
    private static final class Arrivals {
        final CountDownLatch missing;
        volatile long lastNanos;

        Arrivals(int streams) {
            missing = new CountDownLatch(streams);
        }

        void one() {
            lastNanos = System.nanoTime();
            missing.countDown();
        }
    }

    private void toStreams() throws IOException, InterruptedException {
        int streams = options.number("--streams", 100);
        Map<Long, Arrivals> arrivals = new ConcurrentHashMap<>();
        List<Subscriber> subscribers = new ArrayList<>();
        try (Stack stack = stack("streams")) {
            LocalControlPlane plane = stack.startControlPlane().get();
            String key = Files.readString(folder.resolve("streams/control-plane/agent.key"))
                    .strip();
            long first = publishCatalog(plane);
            for (int i = 0; i < streams; i++) {
                subscribers.add(new Subscriber(
                        "stream-" + i,
                        plane.address(),
                        key,
                        generation -> at(arrivals, generation, streams).one()));
            }
            await(at(arrivals, first, streams));
            Figures published = new Figures();
            Figures last = new Figures();
            int publishes = options.number("--publishes", 100);
            for (int i = 0; i < publishes + WARM_UP; i++) {
                long begun = System.nanoTime();
                long generation = publishPolicy(plane);
                long replied = System.nanoTime();
                Arrivals all = at(arrivals, generation, streams);
                await(all);
                if (i >= WARM_UP) {
                    published.add((replied - begun) / NANOS_PER_MILLI);
                    last.add((all.lastNanos - begun) / NANOS_PER_MILLI);
                }
            }
            row("publish to its reply, " + streams + " streams", published);
            row("publish to the update on the last of " + streams + " streams", last);
        } finally {
            subscribers.forEach(Subscriber::close);
        }
    }

    private static Arrivals at(Map<Long, Arrivals> arrivals, long generation, int streams) {
        return arrivals.computeIfAbsent(generation, absent -> new Arrivals(streams));
    }

    private static void await(Arrivals arrivals) throws InterruptedException {
        if (!arrivals.missing.await(BOUND.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(arrivals.missing.getCount() + " streams did not get an update");
        }
    }

    private void toAgents() {
        try (Stack stack = stack("agents")) {
            LocalControlPlane plane = stack.startControlPlane().get();
            publishCatalog(plane);
            stack.startAgents(AGENTS).get();
            Figures active = new Figures();
            Figures told = new Figures();
            int publishes = options.number("--publishes", 100);
            for (int i = 0; i < publishes + WARM_UP; i++) {
                long begun = System.nanoTime();
                long generation = publishPolicy(plane);
                List<Standing> standings = plane.awaitActive(AGENTS, Resource.RESOURCE_ROUTING, generation, BOUND);
                if (i >= WARM_UP) {
                    active.add((System.nanoTime() - begun) / NANOS_PER_MILLI);
                    standings.forEach(standing -> told.add(standing.micros() / 1_000.0));
                }
            }
            row("publish to active on both of " + AGENTS + " agents, as the publisher sees it", active);
            row("activation in the control plane to each agent's Ack", told);
        }
    }

    private static long publishCatalog(LocalControlPlane plane) {
        plane.publish(
                DocumentKind.DOCUMENT_KIND_ACCESS,
                "tenants: { bench: { default_policy: support } }\n",
                "bench",
                "bench");
        return plane.publish(DocumentKind.DOCUMENT_KIND_CATALOG, read("examples/catalog.yaml"), "bench", "bench")
                .getGeneration();
    }

    /** A policy that was never published before. */
    private long publishPolicy(LocalControlPlane plane) {
        edition++;
        String text = read("examples/policies/support.yaml").replace("ttl: 24h", "ttl: " + (1_000 + edition) + "s");
        return plane.publish(DocumentKind.DOCUMENT_KIND_POLICY, text, "bench", "bench")
                .getGeneration();
    }

    private static String read(String file) {
        try {
            return Files.readString(Tiergate.home().resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void row(String what, Figures millis) {
        table.row(
                JsonText.object(
                        "what",
                        what,
                        "count",
                        millis.count(),
                        "p50_ms",
                        Table.tenth(millis.median()),
                        "p99_ms",
                        Table.tenth(millis.quantile(0.99)),
                        "most_ms",
                        Table.tenth(millis.most())),
                what,
                Integer.toString(millis.count()),
                tenths(millis.median()),
                tenths(millis.quantile(0.99)),
                tenths(millis.most()));
    }

    private static String tenths(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
