package io.tiergate.controlplane.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.Rejections;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Standing;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTest {
    private static final ResourceKind ROUTING = ResourceKind.ROUTING;
    private static final Content ONE = content(1, "one");
    private static final Content TWO = content(2, "two");
    private static final Content THREE = content(3, "three");
    private static final Content ONE_AGAIN = content(3, "one");
    private static final Problem PROBLEM = new Problem("p", "/tiers", 3, 1, "no such tier", "", false);

    /** A state by the events that lead to it, an event, and what must follow: the phase and the kinds of action. */
    static Stream<Arguments> transitions() {
        Event helloNothing = hello(null, null);
        Event helloSends = hello(null, ONE);
        Event late = new Event.Overdue(ROUTING, "routing-1");
        return Stream.of(
                // What Hello finds.
                row("fresh agent, nothing published", List.of(), helloNothing, Phase.Empty.class, "Show", "Show"),
                row("fresh agent", List.of(), helloSends, Phase.InFlight.class, "Send", "Show", "Show"),
                row("converged agent", List.of(), hello(ONE.version(), ONE), Phase.Settled.class, "Show", "Show"),
                row("older agent", List.of(), hello(ONE.version(), TWO), Phase.InFlight.class, "Send", "Show", "Show"),
                row(
                        "same digest, lower generation",
                        List.of(),
                        hello(ONE.version(), ONE_AGAIN),
                        Phase.InFlight.class,
                        "Send",
                        "Show",
                        "Show"),
                row("agent ahead", List.of(), hello(THREE.version(), TWO), Phase.Ahead.class, "Show", "Show"),
                row("known rejection", List.of(), helloRejected(TWO, TWO), Phase.Parked.class, "Show", "Show"),
                row(
                        "rejection of other content",
                        List.of(),
                        helloRejected(ONE, TWO),
                        Phase.InFlight.class,
                        "Send",
                        "Show",
                        "Show"),
                // Offers.
                row("empty, offer", List.of(helloNothing), new Event.Offer(ONE), Phase.InFlight.class, "Send", "Show"),
                row(
                        "settled, newer",
                        List.of(helloSends, ack("routing-1", ONE)),
                        new Event.Offer(TWO),
                        Phase.InFlight.class,
                        "Send",
                        "Show"),
                row(
                        "settled, older",
                        List.of(hello(null, TWO), ack("routing-1", TWO)),
                        new Event.Offer(ONE),
                        Phase.Settled.class),
                row(
                        "settled, same",
                        List.of(helloSends, ack("routing-1", ONE)),
                        new Event.Offer(ONE),
                        Phase.Settled.class),
                row("in flight, newer", List.of(helloSends), new Event.Offer(TWO), Phase.InFlight.class, "Show"),
                row("overdue, newer", List.of(helloSends, late), new Event.Offer(TWO), Phase.Overdue.class, "Show"),
                row(
                        "parked, other digest",
                        List.of(helloSends, nack("routing-1", ONE)),
                        new Event.Offer(TWO),
                        Phase.InFlight.class,
                        "Send",
                        "Show"),
                row(
                        "parked, same digest",
                        List.of(helloSends, nack("routing-1", ONE)),
                        new Event.Offer(ONE_AGAIN),
                        Phase.Parked.class,
                        "Show"),
                row(
                        "ahead, still lower",
                        List.of(hello(THREE.version(), ONE)),
                        new Event.Offer(TWO),
                        Phase.Ahead.class,
                        "Show"),
                row(
                        "ahead, caught up",
                        List.of(hello(THREE.version(), ONE)),
                        new Event.Offer(THREE),
                        Phase.Settled.class,
                        "Show"),
                // Acks.
                row(
                        "in flight, ack",
                        List.of(helloSends),
                        ack("routing-1", ONE),
                        Phase.Settled.class,
                        "Answered",
                        "Activated",
                        "Show"),
                row(
                        "in flight, newer waits, ack",
                        List.of(helloSends, new Event.Offer(TWO)),
                        ack("routing-1", ONE),
                        Phase.InFlight.class,
                        "Answered",
                        "Activated",
                        "Send",
                        "Show"),
                row(
                        "overdue, late ack",
                        List.of(helloSends, late),
                        ack("routing-1", ONE),
                        Phase.Settled.class,
                        "Answered",
                        "Activated",
                        "Show"),
                row("in flight, stale ack", List.of(helloSends), ack("routing-0", ONE), Phase.InFlight.class),
                row(
                        "settled, ack twice",
                        List.of(helloSends, ack("routing-1", ONE)),
                        ack("routing-1", ONE),
                        Phase.Settled.class),
                row("empty, ack of nothing", List.of(helloNothing), ack("routing-1", ONE), Phase.Empty.class),
                row(
                        "parked, ack after nack",
                        List.of(helloSends, nack("routing-1", ONE)),
                        ack("routing-1", ONE),
                        Phase.Parked.class),
                row(
                        "ahead, ack of nothing",
                        List.of(hello(THREE.version(), ONE)),
                        ack("routing-1", ONE),
                        Phase.Ahead.class),
                // Nacks.
                row(
                        "in flight, nack",
                        List.of(helloSends),
                        nack("routing-1", ONE),
                        Phase.Parked.class,
                        "Answered",
                        "Show"),
                row(
                        "in flight, newer waits, nack",
                        List.of(helloSends, new Event.Offer(TWO)),
                        nack("routing-1", ONE),
                        Phase.InFlight.class,
                        "Answered",
                        "Send",
                        "Show"),
                row(
                        "in flight, same digest waits, nack",
                        List.of(helloSends, new Event.Offer(ONE_AGAIN)),
                        nack("routing-1", ONE),
                        Phase.Parked.class,
                        "Answered",
                        "Show"),
                row(
                        "overdue, late nack",
                        List.of(helloSends, late),
                        nack("routing-1", ONE),
                        Phase.Parked.class,
                        "Answered",
                        "Show"),
                row("in flight, stale nack", List.of(helloSends), nack("routing-0", ONE), Phase.InFlight.class),
                row(
                        "settled, nack after ack",
                        List.of(helloSends, ack("routing-1", ONE)),
                        nack("routing-1", ONE),
                        Phase.Settled.class),
                row("empty, nack of nothing", List.of(helloNothing), nack("routing-1", ONE), Phase.Empty.class),
                row(
                        "parked, nack twice",
                        List.of(helloSends, nack("routing-1", ONE)),
                        nack("routing-1", ONE),
                        Phase.Parked.class),
                row(
                        "ahead, nack of nothing",
                        List.of(hello(THREE.version(), ONE)),
                        nack("routing-1", ONE),
                        Phase.Ahead.class),
                // The clock.
                row("in flight, overdue", List.of(helloSends), late, Phase.Overdue.class, "Show"),
                row("overdue twice", List.of(helloSends, late), late, Phase.Overdue.class),
                row(
                        "in flight, overdue of an older one",
                        List.of(helloSends, ack("routing-1", ONE), new Event.Offer(TWO)),
                        late,
                        Phase.InFlight.class),
                row("settled, overdue", List.of(helloSends, ack("routing-1", ONE)), late, Phase.Settled.class),
                row("empty, overdue", List.of(helloNothing), late, Phase.Empty.class),
                row("parked, overdue", List.of(helloSends, nack("routing-1", ONE)), late, Phase.Parked.class),
                row("ahead, overdue", List.of(hello(THREE.version(), ONE)), late, Phase.Ahead.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transitions")
    void transition(String name, List<Event> before, Event event, Class<? extends Phase> phase, List<String> actions) {
        Session.Step step = after(before).on(event);

        assertThat(phaseOf(step.next())).isInstanceOf(phase);
        assertThat(step.actions().stream().map(action -> action.getClass().getSimpleName()))
                .containsExactlyElementsOf(actions);
    }

    /** Breaches: the events that lead to the state, and the one that the protocol forbids there. */
    static Stream<Arguments> breaches() {
        Event hello = hello(null, ONE);
        return Stream.of(
                Arguments.of("ack before Hello", List.of(), ack("routing-1", ONE)),
                Arguments.of("nack before Hello", List.of(), nack("routing-1", ONE)),
                Arguments.of("Hello twice", List.of(hello), hello),
                Arguments.of("ack of another generation", List.of(hello), ack("routing-1", TWO)),
                Arguments.of("ack of another digest", List.of(hello), ack("routing-1", content(1, "forged"))),
                Arguments.of("nack of another digest", List.of(hello), nack("routing-1", content(1, "forged"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void breach_closes(String name, List<Event> before, Event event) {
        Session.Step step = after(before).on(event);

        assertThat(step.next().stage()).isEqualTo(Session.Stage.CLOSED);
        assertThat(step.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Close.class,
                        close -> assertThat(close.cause()).isInstanceOf(CloseCause.Violation.class));
    }

    static Stream<Arguments> everyEvent() {
        return Stream.of(
                        hello(null, ONE),
                        new Event.Offer(ONE),
                        ack("routing-1", ONE),
                        nack("routing-1", ONE),
                        new Event.Overdue(ROUTING, "routing-1"),
                        new Event.Ended(new CloseCause.Cancelled()))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("everyEvent")
    void closed_nothingHappens(Event event) {
        Session closed = after(List.of(hello(null, ONE), new Event.Ended(new CloseCause.Completed())));

        assertThat(closed.on(event)).isEqualTo(new Session.Step(closed, List.of()));
    }

    @Test
    void waiting_offersAndClocksDoNothing() {
        assertThat(Session.NEW.on(new Event.Offer(ONE))).isEqualTo(new Session.Step(Session.NEW, List.of()));
        assertThat(Session.NEW.on(new Event.Overdue(ROUTING, "routing-1")))
                .isEqualTo(new Session.Step(Session.NEW, List.of()));
    }

    @ParameterizedTest
    @MethodSource("everyCause")
    void ended_closesWithItsCause_beforeAndAfterHello(CloseCause cause) {
        for (List<Event> before : List.<List<Event>>of(List.of(), List.of(hello(null, ONE)))) {
            Session.Step step = after(before).on(new Event.Ended(cause));

            assertThat(step.next().stage()).isEqualTo(Session.Stage.CLOSED);
            assertThat(step.actions()).containsExactly(new Action.Close(cause));
        }
    }

    static Stream<CloseCause> everyCause() {
        return Stream.of(
                new CloseCause.Completed(),
                new CloseCause.Cancelled(),
                new CloseCause.Shutdown(),
                new CloseCause.Replaced(),
                new CloseCause.Full(),
                new CloseCause.Denied("revoked"),
                new CloseCause.Violation("no"),
                new CloseCause.Failed(new IllegalStateException("bug")));
    }

    @Test
    void whatWaits_isReplacedByWhatIsNewer() {
        List<Content> sent = new ArrayList<>();
        Session session = Session.NEW;
        session = follow(session, hello(null, ONE), sent);
        session = follow(session, new Event.Offer(TWO), sent);
        session = follow(session, new Event.Offer(THREE), sent);
        follow(session, ack("routing-1", ONE), sent);

        assertThat(sent).containsExactly(ONE, THREE);
    }

    @Test
    void resources_doNotWaitForEachOther() {
        Content access = new Content(
                "default", ResourceKind.ACCESS, ONE.version(), ByteString.copyFromUtf8("access"), Instant.EPOCH);
        Session session = after(List.of(hello(null, ONE)));

        Session.Step step = session.on(new Event.Offer(access));

        assertThat(step.actions()).contains(new Action.Send("access-1", access));
        assertThat(step.next()
                        .on(new Event.Ack(ROUTING, "access-1", ONE.version()))
                        .actions())
                .as("a nonce answers its own resource only")
                .isEmpty();
    }

    @Test
    void rejection_isForgottenWhenOtherContentIsAccepted() {
        List<Content> sent = new ArrayList<>();
        Session session = Session.NEW;
        session = follow(session, hello(null, ONE), sent);
        session = follow(session, nack("routing-1", ONE), sent);
        session = follow(session, new Event.Offer(TWO), sent);
        session = follow(session, ack("routing-2", TWO), sent);
        follow(session, new Event.Offer(ONE_AGAIN), sent);

        assertThat(sent).containsExactly(ONE, TWO, ONE_AGAIN);
    }

    @Test
    void rejection_holdsWhileEverythingIsRejected() {
        List<Content> sent = new ArrayList<>();
        Session session = Session.NEW;
        session = follow(session, hello(null, ONE), sent);
        session = follow(session, nack("routing-1", ONE), sent);
        session = follow(session, new Event.Offer(TWO), sent);
        session = follow(session, nack("routing-2", TWO), sent);
        session = follow(session, new Event.Offer(ONE_AGAIN), sent);

        assertThat(sent).containsExactly(ONE, TWO);
        assertThat(phaseOf(session)).isInstanceOf(Phase.Parked.class);
    }

    @Test
    void parked_showsEveryProblem() {
        Session session = after(List.of(hello(null, ONE), nack("routing-1", ONE)));

        var status = Objects.requireNonNull(session.resources().get(ROUTING)).status();
        assertThat(status.standing()).isEqualTo(Standing.REJECTED);
        assertThat(status.problems()).containsExactly(PROBLEM);
    }

    @Test
    void ahead_saysWhatToDo() {
        Session session = after(List.of(hello(THREE.version(), ONE)));

        var status = Objects.requireNonNull(session.resources().get(ROUTING)).status();
        assertThat(status.standing()).isEqualTo(Standing.REJECTED);
        assertThat(status.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("generation 3").contains("generation 1");
            assertThat(problem.suggestion()).contains("delete routing.content and access.content");
        });
    }

    private static Session follow(Session session, Event event, List<Content> sent) {
        Session.Step step = session.on(event);
        for (Action action : step.actions()) {
            if (action instanceof Action.Send send) {
                sent.add(send.content());
            }
        }
        return step.next();
    }

    private static Session after(List<Event> events) {
        Session session = Session.NEW;
        for (Event event : events) {
            session = session.on(event).next();
        }
        return session;
    }

    private static Phase phaseOf(Session session) {
        return Objects.requireNonNull(session.resources().get(ROUTING)).phase();
    }

    private static Arguments row(
            String name, List<Event> before, Event event, Class<? extends Phase> phase, String... actions) {
        return Arguments.of(name, before, event, phase, List.of(actions));
    }

    private static Event hello(
            @org.jspecify.annotations.Nullable Version active, @org.jspecify.annotations.Nullable Content target) {
        return new Event.Hello(
                active == null ? Map.of() : Map.of(ROUTING, active),
                Map.of(),
                target == null ? Map.of() : Map.of(ROUTING, target));
    }

    private static Event helloRejected(Content rejected, Content target) {
        return new Event.Hello(
                Map.of(),
                Map.of(ROUTING, Rejections.NONE.with(rejected.version().digest(), List.of(PROBLEM))),
                Map.of(ROUTING, target));
    }

    private static Event ack(String nonce, Content content) {
        return new Event.Ack(ROUTING, nonce, content.version());
    }

    private static Event nack(String nonce, Content content) {
        return new Event.Nack(ROUTING, nonce, content.version(), List.of(PROBLEM));
    }

    private static Content content(long generation, String text) {
        return new Content(
                "default",
                ROUTING,
                new Version(generation, Digest.of(text.getBytes(StandardCharsets.UTF_8))),
                ByteString.copyFromUtf8(text),
                Instant.EPOCH);
    }
}
