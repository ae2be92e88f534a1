package io.tiergate.controlplane.stream;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tiergate.controlplane.identity.Caller;
import io.tiergate.controlplane.snapshot.AgentProfile;
import io.tiergate.controlplane.snapshot.Board;
import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.Rejections;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Roster;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.access.Role;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.v1.Ack;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Hello;
import io.tiergate.v1.Nack;
import io.tiergate.v1.Update;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's gRPC stream: turns what happens into events, and the state machine's actions into deeds. All of it runs on one serial
 * executor, in order, so that nothing here is locked. Everything that it holds elsewhere (a watch, a place in the roster, alarms) it
 * lets go in {@link #close}, whichever way the stream ends.
 */
final class AgentStream implements StreamObserver<ClientMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(AgentStream.class);

    private final StreamSurroundings surroundings;
    private final PresentedCredential credential;
    private final ServerCallStreamObserver<Update> call;
    private final Executor serial;
    private final Map<String, Alarms.Alarm> alarms = new HashMap<>();
    private Session session = Session.NEW;
    private String name = "unnamed agent";
    private Board.@Nullable Watch watch;
    private Roster.@Nullable Attachment attachment;

    AgentStream(
            StreamSurroundings surroundings,
            PresentedCredential credential,
            ServerCallStreamObserver<Update> call,
            Executor serial) {
        this.surroundings = surroundings;
        this.credential = credential;
        this.call = call;
        this.serial = serial;
    }

    /** Begins to read. To be called within the gRPC method. */
    void open() {
        call.setOnCancelHandler(() -> end(new CloseCause.Cancelled()));
        call.disableAutoRequest();
        call.request(1);
    }

    @Override
    public void onNext(ClientMessage message) {
        run(() -> {
            receive(message);
            // One message at a time: an agent cannot pile up work here.
            call.request(1);
        });
    }

    @Override
    public void onError(Throwable failure) {
        end(new CloseCause.Cancelled());
    }

    @Override
    public void onCompleted() {
        end(new CloseCause.Completed());
    }

    /** Ends the stream from outside. */
    void end(CloseCause cause) {
        run(() -> step(new Event.Ended(cause)));
    }

    /** Ends the stream if its credential does not make it an agent any more. */
    void recheckCaller() {
        run(() -> {
            Caller caller = surroundings.callers().identify(credential);
            if (caller == null || !caller.has(Role.AGENT)) {
                step(new Event.Ended(new CloseCause.Denied("the agent's credential was revoked or has ended")));
            }
        });
    }

    private void run(Runnable task) {
        serial.execute(() -> {
            try {
                task.run();
            } catch (Messages.InvalidMessage e) {
                step(new Event.Ended(new CloseCause.Violation(Objects.requireNonNull(e.getMessage()))));
            } catch (RuntimeException e) {
                step(new Event.Ended(new CloseCause.Failed(e)));
            }
        });
    }

    private void receive(ClientMessage message) {
        if (attachment != null) {
            attachment.seen();
        }
        switch (message.getMessageCase()) {
            case HELLO -> greet(message.getHello());
            case ACK -> {
                Ack ack = message.getAck();
                step(new Event.Ack(
                        Messages.resource(ack.getResource()),
                        ack.getNonce(),
                        Messages.version(ack.getGeneration(), ack.getDigest())));
            }
            case NACK -> {
                Nack nack = message.getNack();
                surroundings.meters().nacked();
                LOG.warn(
                        "{}: refused {} generation {}: {} problems, the first: {}",
                        name,
                        nack.getResource(),
                        nack.getGeneration(),
                        nack.getProblemsCount(),
                        Messages.problems(nack.getProblemsList()).stream()
                                .findFirst()
                                .map(Object::toString)
                                .orElse("none given"));
                step(new Event.Nack(
                        Messages.resource(nack.getResource()),
                        nack.getNonce(),
                        Messages.version(nack.getGeneration(), nack.getDigest()),
                        Messages.problems(nack.getProblemsList())));
            }
            case MESSAGE_NOT_SET -> throw new Messages.InvalidMessage("a message is Hello, Ack or Nack");
        }
    }

    private void greet(Hello hello) {
        if (session.stage() != Session.Stage.WAITING) {
            step(new Event.Hello(Map.of(), Map.of(), Map.of()));
            return;
        }
        AgentProfile profile = Messages.profile(hello);
        Map<ResourceKind, Version> active = Messages.versions(hello.getActiveList());
        Map<ResourceKind, List<Version>> rejectedByAgent = Messages.rejected(hello.getRejectedList());
        name = profile.id().toString();
        Roster.Attachment place = surroundings.roster().attach(profile, () -> end(new CloseCause.Replaced()));
        if (place == null) {
            step(new Event.Ended(new CloseCause.Full()));
            return;
        }
        attachment = place;
        Map<ResourceKind, Rejections> rejected = new EnumMap<>(ResourceKind.class);
        for (ResourceKind resource : ResourceKind.values()) {
            Rejections known = place.rejections(resource);
            for (Version refused : rejectedByAgent.getOrDefault(resource, List.of())) {
                known = known.contains(refused.digest()) ? known : known.with(refused.digest(), List.of());
            }
            rejected.put(resource, known);
        }
        String fleet = profile.id().fleet();
        step(new Event.Hello(active, rejected, surroundings.board().current(fleet)));
        watch = surroundings.board().watch(fleet, this::offer);
        LOG.debug("{}: connected, build {}", name, profile.build());
    }

    private void offer(Content content) {
        run(() -> step(new Event.Offer(content)));
    }

    private void step(Event event) {
        Session.Step step = session.on(event);
        session = step.next();
        step.actions().forEach(this::perform);
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send send -> {
                alarms.put(
                        send.nonce(),
                        surroundings.alarms().in(surroundings.answerTimeout(), () -> run(() -> overdue(send))));
                surroundings.meters().sent();
                call.onNext(Messages.update(send.nonce(), send.content()));
            }
            case Action.Answered answered -> {
                Alarms.Alarm alarm = alarms.remove(answered.nonce());
                if (alarm != null) {
                    alarm.cancel();
                }
            }
            case Action.Activated activated -> {
                long micros = Objects.requireNonNull(attachment).activated(activated.content());
                surroundings.meters().acked(micros);
                LOG.debug(
                        "{}: runs {} {}",
                        name,
                        activated.content().resource().label(),
                        activated.content().version());
            }
            case Action.Show show -> {
                log(show);
                Objects.requireNonNull(attachment).show(show.resource(), show.status());
            }
            case Action.Close close -> close(close.cause());
        }
    }

    private void overdue(Action.Send send) {
        alarms.remove(send.nonce());
        surroundings.meters().stalled();
        step(new Event.Overdue(send.content().resource(), send.nonce()));
    }

    private void log(Action.Show show) {
        switch (show.status().standing()) {
            case REJECTED ->
                // A Nack was logged when it came; a reconnect brings nothing new.
                LOG.debug(
                        "{}: will not run {} {}: {}",
                        name,
                        show.resource().label(),
                        show.status().target(),
                        show.status().problems());
            case STALLED ->
                LOG.warn(
                        "{}: no answer to {} {} within {}",
                        name,
                        show.resource().label(),
                        show.status().target(),
                        surroundings.answerTimeout());
            case EMPTY, CONVERGED, SENDING, UNREACHABLE -> {}
        }
    }

    /** The one way out: lets go of everything, then tells the agent if it is still there. */
    private void close(CloseCause cause) {
        if (watch != null) {
            watch.close();
            watch = null;
        }
        if (attachment != null) {
            attachment.detach();
            attachment = null;
        }
        alarms.values().forEach(Alarms.Alarm::cancel);
        alarms.clear();
        surroundings.meters().closed(cause);
        surroundings.closed().accept(this);
        LOG.debug("{}: stream ended: {}", name, cause);
        tell(cause);
    }

    private void tell(CloseCause cause) {
        switch (cause) {
            case CloseCause.Completed _ -> call.onCompleted();
            case CloseCause.Cancelled _ -> {}
            case CloseCause.Shutdown _ -> fail(Status.UNAVAILABLE, "the control plane stops; reconnect");
            case CloseCause.Replaced _ ->
                fail(Status.ABORTED, "another stream of agent " + name + " replaced this one");
            case CloseCause.Violation violation -> fail(Status.INVALID_ARGUMENT, violation.message());
            case CloseCause.Full _ ->
                fail(Status.RESOURCE_EXHAUSTED, "the roster of agents is full; raise tiergate.distribution.max-agents");
            case CloseCause.Denied denied -> fail(Status.UNAUTHENTICATED, denied.message());
            case CloseCause.Failed failed -> {
                LOG.error("{}: stream failed", name, failed.failure());
                fail(Status.INTERNAL, "the control plane failed; see its log");
            }
        }
    }

    private void fail(Status status, String description) {
        if (!call.isCancelled()) {
            call.onError(status.withDescription(description).asRuntimeException());
        }
    }
}
