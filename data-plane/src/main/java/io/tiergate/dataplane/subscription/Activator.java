package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Running;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.policy.snapshot.RoutingLoader;
import io.tiergate.v1.RoutingContent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes content run: digest, compile, publish, keep on disk. What cannot be kept runs all the same, and the log says so. One call at a time
 * per resource; the two resources may be activated at once.
 */
public final class Activator {
    private static final System.Logger LOGGER = System.getLogger(Activator.class.getName());
    private static final int MAX_PROBLEMS_LOGGED = 5;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Slot<Routing> routing;
    private final Slot<Access> access;
    private final Snapshots snapshots;
    private final ContentStore store;
    private final DocumentArchive archive;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final System.Logger log;

    /** What runs goes to {@code snapshots}. */
    public Activator(Snapshots snapshots, ContentStore store, DocumentArchive archive, InstantSource clock) {
        this(
                (manifest, documents, generation, previous) ->
                        Loaded.of(RoutingLoader.load(manifest, documents, generation, previous)),
                document -> Loaded.of(AccessCompiler.compile(ResourceKind.ACCESS.label(), document)),
                snapshots,
                store,
                archive,
                clock,
                System::nanoTime,
                LOGGER);
    }

    Activator(
            RoutingCompiler routingCompiler,
            AccessDocumentCompiler accessCompiler,
            Snapshots snapshots,
            ContentStore store,
            DocumentArchive archive,
            InstantSource clock,
            LongSupplier nanos,
            System.Logger log) {
        this.routing = new Slot<>(
                new RoutingReader(routingCompiler), () -> snapshots.current().routing(), snapshots::publishRouting);
        this.access = new Slot<>(
                new AccessReader(accessCompiler), () -> snapshots.current().access(), snapshots::publishAccess);
        this.snapshots = snapshots;
        this.store = store;
        this.archive = archive;
        this.clock = clock;
        this.nanos = nanos;
        this.log = log;
    }

    /** How one resource is read and published. */
    private record Slot<T>(
            ContentReader<T> reader, Supplier<@Nullable Running<T>> running, Consumer<Running<T>> publish) {}

    Snapshots snapshots() {
        return snapshots;
    }

    /** Runs what the disk holds. Call it once, before anything is served; a resource that is damaged or refused stays absent. */
    public void restore() {
        for (ResourceKind kind : ResourceKind.values()) {
            switch (store.read(kind)) {
                case Stored.Absent _ ->
                    log.log(Level.INFO, "no {0} is kept on this disk; waits for the control plane", kind.label());
                case Stored.Damaged damaged -> report(kind, damaged);
                case Stored.Intact(Content content, Instant since) -> restore(content, since);
            }
        }
    }

    private void restore(Content content, Instant since) {
        List<Problem> problems = load(slot(content.kind()), content, since, false);
        if (problems.isEmpty()) {
            log.log(Level.INFO, "{0} runs from disk, activated {1}", content, since);
            return;
        }
        log.log(
                Level.ERROR,
                "{0}: {1} is not fit to run on this build; starts without {2}, waits for the control plane: {3}",
                store.file(content.kind()),
                content,
                content.kind().label(),
                summary(problems));
    }

    private void report(ResourceKind kind, Stored.Damaged damaged) {
        String moved = damaged.movedTo() == null ? "" : "; the file is now " + damaged.movedTo();
        log.log(
                Level.ERROR,
                "{0} is damaged: {1}{2}; starts without {3}, waits for the control plane",
                damaged.file(),
                damaged.problem(),
                moved,
                kind.label());
    }

    /** Compiles the offer's content and runs it. */
    Activation activate(Offer offer) {
        return run(offer, false);
    }

    /** Gives what runs the offer's generation: it has the offer's digest already. */
    Activation renumber(Offer offer) {
        return run(offer, true);
    }

    private Activation run(Offer offer, boolean compiled) {
        Content content = offer.content();
        Instant now = clock.instant();
        List<Problem> problems = load(slot(content.kind()), content, now, compiled);
        if (!problems.isEmpty()) {
            log.log(Level.WARNING, "refuses {0}; keeps what it has: {1}", content, summary(problems));
            return new Activation.Refused(content.version(), problems);
        }
        long micros = Math.max(0, (nanos.getAsLong() - offer.receivedNanos()) / NANOS_PER_MICRO);
        log.log(Level.INFO, "{0} is active", content);
        keep(content, now);
        return new Activation.Activated(content.version(), micros);
    }

    private <T> List<Problem> load(Slot<T> slot, Content content, Instant since, boolean compiled) {
        return switch (read(slot, content, compiled)) {
            case Loaded.Unusable<T>(List<Problem> problems) -> problems;
            case Loaded.Usable<T>(T value) -> {
                slot.publish().accept(new Running<>(content.version(), since, value));
                yield List.of();
            }
        };
    }

    /** Nothing that is sent may end the agent, a mistake in this build included. */
    private <T> Loaded<T> read(Slot<T> slot, Content content, boolean compiled) {
        try {
            Running<T> running = slot.running().get();
            return running != null && compiled
                    ? slot.reader().renumber(content, running.content())
                    : slot.reader().read(content, running == null ? null : running.content());
        } catch (RuntimeException | StackOverflowError e) {
            log.log(Level.ERROR, content + " made this build fail", e);
            return Loaded.Unusable.because(
                    "this agent's build failed on it: " + e,
                    "report it with the document; the agent's log has the trace");
        }
    }

    private void keep(Content content, Instant since) {
        try {
            store.write(content, since);
            switch (content.kind()) {
                case ROUTING -> archive.keep(content.version(), RoutingContent.parseFrom(content.bytes()));
                case ACCESS -> {}
            }
        } catch (IOException e) {
            log.log(
                    Level.WARNING,
                    "{0} is active but could not be kept in {1}: {2}; a restart without the control plane would run an"
                            + " older one; check the disk",
                    content,
                    store.file(content.kind()),
                    e);
        }
    }

    private Slot<?> slot(ResourceKind kind) {
        return switch (kind) {
            case ROUTING -> routing;
            case ACCESS -> access;
        };
    }

    private static String summary(List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS_LOGGED))) {
            text.append(text.isEmpty() ? "" : " | ").append(problem);
        }
        if (problems.size() > MAX_PROBLEMS_LOGGED) {
            text.append(" | and ").append(problems.size() - MAX_PROBLEMS_LOGGED).append(" more");
        }
        return text.toString();
    }
}
