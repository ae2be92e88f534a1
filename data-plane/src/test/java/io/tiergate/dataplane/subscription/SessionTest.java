package io.tiergate.dataplane.subscription;

import static io.tiergate.dataplane.subscription.Samples.access;
import static io.tiergate.dataplane.subscription.Samples.offer;
import static io.tiergate.dataplane.subscription.Samples.routing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.document.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTest {
    private static final Content A5 = routing(5, "A");
    private static final Content A6 = routing(6, "A");
    private static final Content B4 = routing(4, "B");
    private static final Content B6 = routing(6, "B");
    private static final Content C7 = routing(7, "C");
    private static final Break GONE = new Break(false, "gone");
    private static final Break DENIED = new Break(true, "no");
    private static final List<Problem> PROBLEMS = List.of(new Problem("", "", 0, 0, "bad", "", false));

    /** Every phase against every event, the ones that make no sense there too. */
    static Stream<Arguments> table() {
        Map<String, Session> phases = new LinkedHashMap<>();
        phases.put("Idle", fresh());
        phases.put("Connecting", connecting());
        phases.put("Connected", connected());
        phases.put("Waiting", waiting());
        phases.put("Closed", after(connected(), new Event.Closed()));
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("started", new Event.Started());
        events.put("ready", new Event.Ready(1));
        events.put("proved", new Event.Proved(1));
        events.put("received", new Event.Received(offer(1, "n", B6)));
        events.put("activated", new Event.Activated(B6, 10));
        events.put("refused", new Event.Refused(B6, PROBLEMS));
        events.put("broken", new Event.Broken(1, GONE));
        events.put("retryDue", new Event.RetryDue(1));
        events.put("closed", new Event.Closed());
        // Rows that are not here: nothing happens, and the state is the same.
        Map<String, String> expected = Map.ofEntries(
                Map.entry("Idle started", "Connecting Connect"),
                Map.entry("Idle closed", "Closed End"),
                Map.entry("Connecting ready", "Connecting AwaitProof"),
                Map.entry("Connecting proved", "Connected Found"),
                Map.entry("Connecting received", "Connected Found Activate"),
                Map.entry("Connecting broken", "Waiting Lost Retry"),
                Map.entry("Connecting closed", "Closed End"),
                Map.entry("Connected received", "Connected Activate"),
                Map.entry("Connected broken", "Waiting Lost Retry"),
                Map.entry("Connected closed", "Closed End"),
                Map.entry("Waiting retryDue", "Connecting Connect"),
                Map.entry("Waiting closed", "Closed End"));
        List<Arguments> rows = new ArrayList<>();
        phases.forEach((phase, session) -> events.forEach((name, event) ->
                rows.add(Arguments.of(phase, name, session, event, expected.getOrDefault(phase + " " + name, "")))));
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("table")
    void transition(String phase, String name, Session session, Event event, String expected) {
        Session.Step step = session.on(event);

        if (expected.isEmpty()) {
            assertThat(step.next()).isEqualTo(session);
            assertThat(step.actions()).isEmpty();
        } else {
            StringBuilder actual =
                    new StringBuilder(step.next().phase().getClass().getSimpleName());
            step.actions()
                    .forEach(action ->
                            actual.append(' ').append(action.getClass().getSimpleName()));
            assertThat(actual.toString()).isEqualTo(expected);
        }
    }

    static Stream<Event> eventsOfAnotherStream() {
        return Stream.of(
                new Event.Ready(7),
                new Event.Proved(7),
                new Event.Received(offer(7, "n", B6)),
                new Event.Broken(7, GONE),
                new Event.RetryDue(7));
    }

    @ParameterizedTest
    @MethodSource("eventsOfAnotherStream")
    void eventOfAnotherStream_changesNothing(Event event) {
        for (Session session : List.of(connecting(), connected(), waiting())) {
            assertThat(session.on(event)).isEqualTo(new Session.Step(session, List.of()));
        }
    }

    @Test
    void hello_tellsWhatRuns() {
        assertThat(fresh().on(new Event.Started()).actions())
                .containsExactly(new Action.Connect(
                        1,
                        Map.of(ResourceKind.ROUTING, A5.version()),
                        Map.of(ResourceKind.ROUTING, List.of(), ResourceKind.ACCESS, List.of())));
    }

    @Test
    void activatedUpdate_isAcknowledgedWithItsTime() {
        Session activating = after(connected(), new Event.Received(offer(1, "n1", B6)));

        Session.Step step = activating.on(new Event.Activated(B6, 42));

        assertThat(step.actions()).containsExactly(new Action.Ack(offer(1, "n1", B6), 42));
        assertThat(running(step.next())).isEqualTo(B6.version());
    }

    @Test
    void updateToWhatRuns_isAcknowledgedAtOnce() {
        assertThat(connected().on(new Event.Received(offer(1, "n1", A5))).actions())
                .containsExactly(new Action.Ack(offer(1, "n1", A5), 0));
    }

    @Test
    void sameDigestUnderAHigherGeneration_isRenumberedNotCompiled() {
        assertThat(connected().on(new Event.Received(offer(1, "n1", A6))).actions())
                .containsExactly(new Action.Renumber(offer(1, "n1", A6)));
    }

    @Test
    void lowerGeneration_isRefusedWithBothGenerations_andItsDigestNotRemembered() {
        Session.Step step = connected().on(new Event.Received(offer(1, "n1", B4)));

        assertThat(step.actions()).singleElement().isInstanceOfSatisfying(Action.Nack.class, nack -> {
            assertThat(nack.offer().nonce()).isEqualTo("n1");
            assertThat(nack.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.message()).contains("generation 5").contains("generation 4");
                assertThat(problem.suggestion()).contains("data folder");
            });
        });
        assertThat(step.next()).isEqualTo(connected());
    }

    @Test
    void anyGeneration_isTakenWhereNothingRuns() {
        Content first = access(1, "callers");
        assertThat(connected().on(new Event.Received(offer(1, "n1", first))).actions())
                .containsExactly(new Action.Activate(offer(1, "n1", first)));
    }

    @Test
    void otherContentUnderTheSameGeneration_isActivated() {
        Content other = routing(5, "B");
        assertThat(connected().on(new Event.Received(offer(1, "n1", other))).actions())
                .containsExactly(new Action.Activate(offer(1, "n1", other)));
    }

    @Test
    void refusedUpdate_isNackedOnceAndRememberedInTheNextHello() {
        Session activating = after(connected(), new Event.Received(offer(1, "n1", B6)));

        Session.Step refused = activating.on(new Event.Refused(B6, PROBLEMS));

        assertThat(refused.actions()).containsExactly(new Action.Nack(offer(1, "n1", B6), PROBLEMS));
        assertThat(running(refused.next())).isEqualTo(A5.version());
        Session.Step again = after(refused.next(), new Event.Broken(1, GONE)).on(new Event.RetryDue(1));
        assertThat(again.actions()).singleElement().isInstanceOfSatisfying(Action.Connect.class, connect -> {
            assertThat(connect.active()).containsEntry(ResourceKind.ROUTING, A5.version());
            assertThat(connect.rejected()).containsEntry(ResourceKind.ROUTING, List.of(B6.version()));
        });
    }

    @Test
    void rejections_areForgottenAfterAnActivation_andBounded() {
        Session session = connected();
        for (int generation = 6; generation < 106; generation++) {
            Content bad = routing(generation, "bad " + generation);
            session = after(
                    session, new Event.Received(offer(1, "n" + generation, bad)), new Event.Refused(bad, PROBLEMS));
        }
        assertThat(routingOf(session).rejected())
                .hasSize(32)
                .last()
                .isEqualTo(routing(105, "bad 105").version());

        Content good = routing(106, "good");
        session = after(session, new Event.Received(offer(1, "good", good)), new Event.Activated(good, 1));
        assertThat(routingOf(session).rejected()).isEmpty();
    }

    @Test
    void updateWhileAnotherIsActivated_waits_andANewerOneReplacesIt() {
        Session.Step second =
                after(connected(), new Event.Received(offer(1, "n1", B6))).on(new Event.Received(offer(1, "n2", C7)));
        assertThat(second.actions()).isEmpty();
        Content d8 = routing(8, "D");
        Session.Step third = second.next().on(new Event.Received(offer(1, "n3", d8)));
        assertThat(third.actions()).isEmpty();

        assertThat(third.next().on(new Event.Activated(B6, 1)).actions())
                .containsExactly(new Action.Ack(offer(1, "n1", B6), 1), new Action.Activate(offer(1, "n3", d8)));
    }

    @Test
    void accessIsActivated_whileRoutingStillIs() {
        Content callers = access(1, "callers");
        Session routing = after(connected(), new Event.Received(offer(1, "n1", B6)));
        assertThat(routing.on(new Event.Received(offer(1, "n2", callers))).actions())
                .containsExactly(new Action.Activate(offer(1, "n2", callers)));
    }

    @Test
    void activationThatOutlivesItsStream_isNotAnsweredThere_butTheRepeatIs() {
        Session next = after(
                connected(),
                new Event.Received(offer(1, "n1", B6)),
                new Event.Broken(1, GONE),
                new Event.RetryDue(1),
                new Event.Received(offer(2, "m1", B6)));

        assertThat(next.on(new Event.Activated(B6, 9)).actions())
                .containsExactly(new Action.Ack(offer(2, "m1", B6), 0));
    }

    @Test
    void whatWaited_isDroppedWithItsStream() {
        Session next = after(
                connected(),
                new Event.Received(offer(1, "n1", B6)),
                new Event.Received(offer(1, "n2", C7)),
                new Event.Broken(1, GONE));

        assertThat(next.on(new Event.Activated(B6, 9)).actions()).isEmpty();
    }

    @Test
    void resultOfAnotherVersionThanIsActivated_changesNothing() {
        Session activating = after(connected(), new Event.Received(offer(1, "n1", B6)));
        assertThat(activating.on(new Event.Activated(C7, 1))).isEqualTo(new Session.Step(activating, List.of()));
        assertThat(activating.on(new Event.Refused(C7, PROBLEMS))).isEqualTo(new Session.Step(activating, List.of()));
    }

    @Test
    void outage_isSaidOnce_andOnceMoreWhenItTurnsIntoADenial() {
        Session session = connected();
        List<String> said = new ArrayList<>();
        Break[] causes = {GONE, GONE, DENIED, GONE, DENIED};
        for (int i = 0; i < causes.length; i++) {
            Session.Step step = session.on(new Event.Broken(i + 1, causes[i]));
            for (Action action : step.actions()) {
                if (action instanceof Action.Lost(Break cause)) {
                    said.add(i + " " + cause.message());
                }
                if (action instanceof Action.Retry retry) {
                    assertThat(retry.failures()).isEqualTo(i + 1);
                }
            }
            session = after(step.next(), new Event.RetryDue(i + 1));
        }
        assertThat(said).containsExactly("0 gone", "2 no");
    }

    @Test
    void failures_startAgainAfterAStreamThatProvedItself() {
        Session session = after(
                connected(),
                new Event.Broken(1, GONE),
                new Event.RetryDue(1),
                new Event.Broken(2, GONE),
                new Event.RetryDue(2),
                new Event.Proved(3));
        assertThat(session.on(new Event.Broken(3, GONE)).actions()).contains(new Action.Retry(3, 1));
    }

    private static Session fresh() {
        ResourceSession routing = ResourceSession.running(A5.version());
        return new Session(
                new Phase.Idle(),
                0,
                Map.of(ResourceKind.ROUTING, routing, ResourceKind.ACCESS, ResourceSession.running(null)));
    }

    private static Session connecting() {
        return after(fresh(), new Event.Started());
    }

    private static Session connected() {
        return after(connecting(), new Event.Ready(1), new Event.Proved(1));
    }

    private static Session waiting() {
        return after(connected(), new Event.Broken(1, GONE));
    }

    private static Session after(Session session, Event... events) {
        Session next = session;
        for (Event event : events) {
            next = next.on(event).next();
        }
        return next;
    }

    private static ResourceSession routingOf(Session session) {
        return java.util.Objects.requireNonNull(session.resources().get(ResourceKind.ROUTING));
    }

    private static Version running(Session session) {
        return java.util.Objects.requireNonNull(routingOf(session).active());
    }
}
