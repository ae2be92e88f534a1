package io.tiergate.cli.fleet;

import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.AgentState;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.Problem;
import io.tiergate.v1.Resource;
import io.tiergate.v1.ResourceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Whether every agent of a fleet runs a generation. */
public final class Convergence {
    /** The fleet where none is named. */
    public static final String DEFAULT_FLEET = "default";

    private Convergence() {}

    /** What a look at the fleet says. */
    public sealed interface Outcome {
        /** For people, one line. */
        String text();

        /** Every agent runs it. */
        record Converged(int agents) implements Outcome {
            @Override
            public String text() {
                return switch (agents) {
                    case 0 -> "no agent has joined the fleet yet";
                    case 1 -> "the only agent runs it";
                    default -> "all " + agents + " agents run it";
                };
            }
        }

        /** Some agents are not there yet. */
        record Waiting(List<String> agents) implements Outcome {
            public Waiting {
                agents = List.copyOf(agents);
            }

            @Override
            public String text() {
                return "waiting for " + String.join(", ", agents);
            }
        }

        /** Some agents will not run it, or not in time. */
        record Missed(List<String> reasons) implements Outcome {
            public Missed {
                reasons = List.copyOf(reasons);
            }

            @Override
            public String text() {
                return "not converged: " + String.join("; ", reasons);
            }
        }
    }

    /**
     * A generation that a fleet is to run.
     *
     * @param generation of that resource
     */
    public record Goal(String fleet, Resource resource, long generation) {
        /** Judges one look at the fleet. Pure. */
        public Outcome assess(FleetState state) {
            List<String> waiting = new ArrayList<>();
            List<String> missed = new ArrayList<>();
            int agents = 0;
            for (AgentState agent : state.getAgentsList()) {
                if (agent.getFleet().equals(fleet)) {
                    agents++;
                    judge(agent, waiting, missed);
                }
            }
            if (!missed.isEmpty()) {
                return new Outcome.Missed(missed);
            }
            return waiting.isEmpty() ? new Outcome.Converged(agents) : new Outcome.Waiting(waiting);
        }

        private void judge(AgentState agent, List<String> waiting, List<String> missed) {
            ResourceState state = agent.getResourcesList().stream()
                    .filter(one -> one.getResource() == resource)
                    .findFirst()
                    .orElse(ResourceState.getDefaultInstance());
            String name = Terminal.safe(agent.getAgent());
            boolean known = state.getTargetGeneration() >= generation;
            switch (state.getState()) {
                case UNREACHABLE ->
                    missed.add(name + " is unreachable (it serves generation " + state.getActiveGeneration() + ")");
                case REJECTED -> {
                    if (known) {
                        missed.add(name + " rejected it" + why(state.getProblemsList()));
                    } else {
                        waiting.add(name);
                    }
                }
                case STALLED -> {
                    if (known) {
                        missed.add(name + " is stalled: it does not answer");
                    } else {
                        waiting.add(name);
                    }
                }
                case CONVERGED -> {
                    if (state.getActiveGeneration() < generation) {
                        waiting.add(name);
                    }
                }
                case SENDING, EMPTY, STATE_UNSPECIFIED, UNRECOGNIZED -> waiting.add(name);
            }
        }

        private static String why(List<Problem> problems) {
            if (problems.isEmpty()) {
                return "";
            }
            String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
            return ": " + Terminal.safe(problems.getFirst().getMessage()) + more;
        }

        /**
         * Watches the fleet until it has converged, an agent will not, or the time is over.
         *
         * @param progress gets a line whenever the agents waited for change
         * @return never {@link Outcome.Waiting}
         */
        public Outcome await(Peer controlPlane, long timeoutMillis, Consumer<String> progress) {
            AtomicReference<Outcome> last = new AtomicReference<>(new Outcome.Waiting(List.of("the control plane")));
            return FleetWatch.until(controlPlane, fleet, Duration.ofMillis(timeoutMillis), state -> {
                        Outcome now = assess(state);
                        if (!(now instanceof Outcome.Waiting)) {
                            return Optional.of(now);
                        }
                        if (!now.equals(last.getAndSet(now))) {
                            progress.accept(now.text());
                        }
                        return Optional.<Outcome>empty();
                    })
                    .orElseGet(() -> new Outcome.Missed(List.of(
                            "after " + timeoutMillis + " ms still " + last.get().text())));
        }
    }

    static String label(ResourceState.State state) {
        return Wire.label(state, "STATE_");
    }
}
