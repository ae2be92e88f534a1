package io.tiergate.dataplane.subscription;

import io.tiergate.v1.Update;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an agent up to date: subscribes to the control plane, activates what comes, answers, and comes back whenever the stream is lost,
 * for ever. Serving never depends on it. {@link Session} decides, this class does. Thread-safe.
 */
public final class Subscription implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Subscription.class.getName());
    private static final Duration PROOF = Duration.ofSeconds(1);

    /** What time, chance and threads come from. */
    record Surroundings(
            Owner owner, Executor activations, InstantSource clock, LongSupplier nanos, DoubleSupplier draws) {}

    /** Whether the control plane is there, and since when. */
    private record Link(boolean connected, Instant since, String reason) {}

    private final String address;
    private final AgentProfile profile;
    private final ControlPlane controlPlane;
    private final Activator activator;
    private final Surroundings around;
    private final System.Logger log;
    private volatile Link link;

    // The owner's.
    private Session session;
    private ControlPlane.@Nullable Connection connection;
    private Owner.@Nullable Timer timer;
    private boolean seen;

    /**
     * A subscription that has not begun.
     *
     * @param activator its snapshots are told what runs; restored before, if it is to be
     */
    public static Subscription of(ControlPlaneSettings settings, AgentProfile profile, Activator activator) {
        Surroundings around = new Surroundings(
                new OwnThread("tiergate-subscription"),
                task -> Thread.ofVirtual().name("tiergate-activation").start(task),
                Clock.systemUTC(),
                System::nanoTime,
                RandomGenerator.getDefault()::nextDouble);
        return new Subscription(settings.address(), profile, new GrpcControlPlane(settings), activator, around, LOGGER);
    }

    Subscription(
            String address,
            AgentProfile profile,
            ControlPlane controlPlane,
            Activator activator,
            Surroundings around,
            System.Logger log) {
        this.address = address;
        this.profile = profile;
        this.controlPlane = controlPlane;
        this.activator = activator;
        this.around = around;
        this.log = log;
        this.session = Session.of(activator.snapshots().current());
        this.link = new Link(false, around.clock().instant(), "not connected yet");
    }

    /** Begins; returns at once. */
    public void start() {
        post(new Event.Started());
    }

    /** How it stands. */
    public SubscriptionStatus status() {
        Link now = link;
        return new SubscriptionStatus(
                now.connected(),
                now.since(),
                now.reason(),
                activator.snapshots().current());
    }

    /** Says goodbye to the control plane. What runs goes on running. */
    @Override
    public void close() {
        post(new Event.Closed());
        around.owner().finish();
    }

    private void post(Event event) {
        around.owner().execute(() -> guarded(() -> handle(event)));
    }

    /** A mistake in this program costs the stream, not the subscription. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.log(Level.ERROR, "the subscription to " + address + " failed; begins again", e);
            if (connection != null) {
                connection.abort("this agent failed");
            }
            post(new Event.Broken(session.stream(), new Break(false, "this agent failed: " + e)));
        }
    }

    private void handle(Event event) {
        Session.Step step = session.on(event);
        session = step.next();
        step.actions().forEach(this::perform);
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Connect connect -> connect(connect);
            case Action.AwaitProof(long stream) -> after(PROOF, new Event.Proved(stream));
            case Action.Activate(Offer offer) ->
                around.activations().execute(() -> finished(offer, activator.activate(offer)));
            case Action.Renumber(Offer offer) ->
                around.activations().execute(() -> finished(offer, activator.renumber(offer)));
            case Action.Ack(Offer offer, long micros) -> current().send(Wire.ack(offer, micros));
            case Action.Nack(Offer offer, var problems) -> current().send(Wire.nack(offer, problems));
            case Action.Found _ -> found();
            case Action.Lost(Break cause) -> lost(cause);
            case Action.Retry(long stream, int failures) -> {
                connection = null;
                after(Backoff.STANDARD.after(failures, around.draws().getAsDouble()), new Event.RetryDue(stream));
            }
            case Action.End _ -> end();
        }
    }

    private void finished(Offer offer, Activation activation) {
        post(
                switch (activation) {
                    case Activation.Activated activated -> new Event.Activated(offer.content(), activated.micros());
                    case Activation.Refused refused -> new Event.Refused(offer.content(), refused.problems());
                });
    }

    private void connect(Action.Connect connect) {
        long stream = connect.stream();
        connection = controlPlane.connect(Wire.hello(profile, connect), new ControlPlane.Listener() {
            @Override
            public void ready() {
                post(new Event.Ready(stream));
            }

            @Override
            public void received(Update update) {
                long nanos = around.nanos().getAsLong();
                around.owner().execute(() -> guarded(() -> take(stream, update, nanos)));
            }

            @Override
            public void broken(Break cause) {
                post(new Event.Broken(stream, cause));
            }
        });
    }

    private void take(long stream, Update update, long receivedNanos) {
        if (session.open() != stream) {
            return;
        }
        Offer offer = Wire.offer(stream, update, receivedNanos);
        if (offer == null) {
            log.log(Level.WARNING, "refuses an update from {0}: {1}", address, Wire.fault(update));
            current().send(Wire.nackOfMalformed(update));
        } else {
            handle(new Event.Received(offer));
        }
        current().requestNext();
    }

    private ControlPlane.Connection current() {
        if (connection == null) {
            throw new IllegalStateException("there is no stream");
        }
        return connection;
    }

    private void after(Duration delay, Event event) {
        if (timer != null) {
            timer.cancel();
        }
        timer = around.owner().after(delay, () -> guarded(() -> handle(event)));
    }

    private void found() {
        Instant now = around.clock().instant();
        String running = Words.of(activator.snapshots().current(), now);
        if (seen) {
            Duration away = Duration.between(link.since(), now);
            log.log(Level.INFO, "control plane {0} is back after {1}; running {2}", address, Words.of(away), running);
        } else {
            log.log(Level.INFO, "control plane {0} is connected; running {1}", address, running);
        }
        seen = true;
        link = new Link(true, now, "");
    }

    private void lost(Break cause) {
        Instant now = around.clock().instant();
        Instant since = link.connected() ? now : link.since();
        log.log(
                Level.WARNING,
                "control plane {0} {1}: {2}; goes on with {3}; keeps trying",
                address,
                cause.denied() ? "does not accept this agent" : "is lost",
                cause.message(),
                Words.of(activator.snapshots().current(), now));
        seen = true;
        link = new Link(false, since, cause.message());
    }

    private void end() {
        if (timer != null) {
            timer.cancel();
        }
        if (connection != null) {
            connection.end();
            connection = null;
        }
        link = new Link(false, around.clock().instant(), "closed");
    }
}
