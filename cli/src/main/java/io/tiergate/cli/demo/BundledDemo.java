package io.tiergate.cli.demo;

import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.cli.stack.LocalControlPlane;
import io.tiergate.cli.stack.Standing;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The bundled traffic in order of time, while things are done to the system: the control plane is killed and comes back, a split gives
 * a candidate policy a tenth of the traffic, an agent is killed and comes back, a key is revoked.
 */
final class BundledDemo {
    private static final int AT_ONCE = 8;
    private static final int SPLIT_BASIS_POINTS = 1_000;
    private static final int SPLIT_SESSIONS = 1_000;
    /** Of 1,000 fair draws at a tenth, 99.99 % fall within four standard deviations of 9.5. */
    private static final int SPLIT_TOLERANCE = 38;

    private static final List<String> GRPC_TENANTS = List.of("bank");
    private static final String REVOKED_TENANT = "clinic";
    private static final int KILLED = 1;
    private static final long IN_FLIGHT_SECONDS = 20;

    private final Terminal terminal;
    private final String candidate;
    private final List<Ask> asks;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Report.Section> sections = new ArrayList<>();
    private final List<Report.Proof> proofs = new ArrayList<>();
    private Live live;

    /**
     * A demo that has not begun.
     *
     * @param candidate text of the policy that gets a tenth of the traffic
     */
    BundledDemo(Live live, List<Ask> asks, String candidate, Terminal terminal) {
        this.live = live;
        this.asks = List.copyOf(asks);
        this.candidate = candidate;
        this.terminal = terminal;
    }

    Report run() {
        int tenth = asks.size() / 10;
        try (Callers callers =
                new Callers(live.scenario().policy().name(), live.agents(), live.keys(), GRPC_TENANTS, AT_ONCE)) {
            terminal.note("sending " + asks.size() + " requests of three tenants over HTTP and gRPC");
            send(callers, 0, 4 * tenth);
            withoutControlPlane(callers, asks.subList(4 * tenth, 6 * tenth));
            split(callers);
            send(callers, 6 * tenth, 8 * tenth);
            withoutAgent(callers, asks.subList(8 * tenth, asks.size()));
            revoked(callers);
        }
        List<String> killed = List.of(live.agents().get(KILLED).name());
        Decisions decisions = Closing.decisions(live, sent, killed, terminal);
        Report report = Closing.report(live, sent, decisions, killed, terminal);
        sections.forEach(report::add);
        proofs.forEach(report::add);
        return report;
    }

    private void send(Callers callers, int from, int to) {
        sent.addAll(callers.send(asks.subList(from, to), done -> {}));
        terminal.note("  " + sent.size() + " answered");
    }

    private void withoutControlPlane(Callers callers, List<Ask> some) {
        terminal.note("killing the control plane; traffic goes on");
        live.controlPlane().service().kill();
        List<Sent> during = callers.send(some, done -> {});
        sent.addAll(during);
        long answered = during.stream().filter(Sent::answered).count();
        terminal.note("  " + sent.size() + " answered; starting the control plane again");
        LocalControlPlane plane = live.stack().restartControlPlane().get();
        long generation = plane.current().getGeneration();
        plane.awaitActive(live.agents().size(), Resource.RESOURCE_ROUTING, generation, Live.CONVERGENCE_BOUND);
        live = live.with(plane, live.agents());
        proofs.add(new Report.Proof(
                "agents serve without the control plane, and find it again",
                answered == some.size(),
                answered + " of " + some.size()
                        + " requests answered while it was dead; both agents back at generation " + generation));
    }

    private void split(Callers callers) {
        terminal.note("giving a candidate policy " + Figures.share(SPLIT_BASIS_POINTS) + " of the traffic");
        LocalControlPlane plane = live.controlPlane();
        PublishReply stored = plane.store(
                DocumentKind.DOCUMENT_KIND_POLICY, candidate, "candidate.yaml", "chat begins at the small tier");
        ActivateReply active = plane.split(
                live.scenario().policy().name(),
                stored.getRevision().getRevision(),
                SPLIT_BASIS_POINTS,
                "a tenth tries it");
        List<Standing> standings = plane.awaitActive(
                live.agents().size(), Resource.RESOURCE_ROUTING, active.getGeneration(), Live.CONVERGENCE_BOUND);
        long micros = standings.stream().mapToLong(Standing::micros).max().orElse(0);

        Ask pattern = asks.getFirst();
        List<Ask> sessions = new ArrayList<>();
        for (int i = 0; i < SPLIT_SESSIONS; i++) {
            sessions.add(new Ask(pattern.prompt(), pattern.tenant(), "split-" + i, false, false));
        }
        List<List<String>> arms = callers.arms(sessions);
        long agreed = arms.stream()
                .filter(row -> row.stream().distinct().count() == 1)
                .count();
        long candidates =
                arms.stream().filter(row -> !row.getFirst().equals("baseline")).count();
        long fair = (long) SPLIT_SESSIONS * SPLIT_BASIS_POINTS / 10_000;
        proofs.add(new Report.Proof(
                "a split gives its share, and every agent draws it alike",
                agreed == SPLIT_SESSIONS && Math.abs(candidates - fair) <= SPLIT_TOLERANCE,
                candidates + " of " + SPLIT_SESSIONS + " sessions in the candidate's arm; the agents agree on "
                        + agreed));
        sections.add(new Report.Section(
                "split",
                "A split of " + Figures.share(SPLIT_BASIS_POINTS),
                JsonText.object(
                        "basis_points", SPLIT_BASIS_POINTS,
                        "sessions", SPLIT_SESSIONS,
                        "candidate_sessions", candidates,
                        "agents_agree", agreed,
                        "time_to_active_us", micros),
                "revision " + stored.getRevision().getRevision() + ", active on every agent after "
                        + Figures.duration(micros) + ", got " + candidates + " of " + SPLIT_SESSIONS
                        + " sessions; both agents gave the same arm to " + agreed + " of them\n"));
    }

    private void withoutAgent(Callers callers, List<Ask> some) {
        LocalAgent victim = live.agents().get(KILLED);
        terminal.note("killing agent " + victim.name() + " while it has requests");
        CountDownLatch underWay = new CountDownLatch(some.size() / 3);
        Thread killer = Thread.ofPlatform().name("killer").start(() -> killWhileBusy(victim, callers, underWay));
        List<Sent> during = callers.send(some, done -> underWay.countDown());
        join(killer);
        sent.addAll(during);
        terminal.note("  " + sent.size() + " answered; starting agent " + victim.name() + " again");
        LocalAgent back = live.stack().restartAgent(victim, live.agents()).get();
        List<LocalAgent> agents = new ArrayList<>(live.agents());
        agents.set(KILLED, back);
        live = live.with(live.controlPlane(), agents);
        live.controlPlane()
                .awaitActive(
                        agents.size(),
                        Resource.RESOURCE_ROUTING,
                        live.controlPlane().current().getGeneration(),
                        Live.CONVERGENCE_BOUND);
        long answered = during.stream().filter(Sent::answered).count();
        long retried = during.stream()
                .filter(one -> one.lostAt().contains(victim.name()) && one.answered())
                .count();
        proofs.add(new Report.Proof(
                "an agent that is killed loses nothing but its calls in flight, which callers send again",
                answered == some.size() && retried > 0,
                answered + " of " + some.size() + " requests answered, " + retried + " of them after agent "
                        + victim.name() + " was gone; it came back from its own disk"));
    }

    private static void killWhileBusy(LocalAgent victim, Callers callers, CountDownLatch underWay) {
        try {
            if (!underWay.await(IN_FLIGHT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(IN_FLIGHT_SECONDS);
        while (callers.underWay(victim).get() < 2 && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        victim.service().kill();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted", "");
        }
    }

    private void revoked(Callers callers) {
        terminal.note("revoking the key of tenant " + REVOKED_TENANT);
        String id = live.keyIds().getOrDefault(REVOKED_TENANT, "");
        ActivateReply active = live.controlPlane().revokeKey(id);
        List<Standing> standings = live.controlPlane()
                .awaitActive(
                        live.agents().size(), Resource.RESOURCE_ACCESS, active.getGeneration(), Live.CONVERGENCE_BOUND);
        List<Boolean> revoked = refusals(callers, ask(true));
        List<Boolean> others = refusals(callers, ask(false));
        boolean kept = !revoked.contains(false) && !others.contains(true);
        long micros = standings.stream().mapToLong(Standing::micros).max().orElse(0);
        proofs.add(new Report.Proof(
                "a revoked key is refused by every agent, and no other key is",
                kept,
                "in force on " + standings.size() + " agents " + Figures.duration(micros) + " after it was revoked"));
    }

    private Ask ask(boolean revoked) {
        return asks.stream()
                .filter(one -> one.tenant().equals(REVOKED_TENANT) == revoked && !one.highStakes())
                .findFirst()
                .orElseThrow();
    }

    private List<Boolean> refusals(Callers callers, Ask ask) {
        List<Boolean> refusals = new ArrayList<>();
        for (LocalAgent agent : live.agents()) {
            try {
                refusals.add(callers.send(ask, agent) instanceof Reply.Refused no && no.unauthenticated());
            } catch (Door.LostException e) {
                throw new Failure(
                        ExitCode.NO, "agent " + agent.name() + " went away: " + e.getMessage(), "see its log");
            }
        }
        return refusals;
    }
}
