package io.tiergate.cli.stack;

import io.tiergate.cli.terminal.Figures;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.Resource;
import io.tiergate.v1.ResourceState;
import java.util.Comparator;
import java.util.List;

/**
 * How far one agent is with a resource.
 *
 * @param state as the control plane sees it
 */
public record Standing(String agent, ResourceState state) {
    static List<Standing> of(FleetState fleet, Resource resource) {
        return fleet.getAgentsList().stream()
                .map(agent -> new Standing(
                        agent.getAgent(),
                        agent.getResourcesList().stream()
                                .filter(one -> one.getResource() == resource)
                                .findFirst()
                                .orElse(ResourceState.getDefaultInstance())))
                .sorted(Comparator.comparing(Standing::agent))
                .toList();
    }

    boolean runs(long generation) {
        return state.getState() == ResourceState.State.CONVERGED && state.getActiveGeneration() >= generation;
    }

    /** It was sent that generation, or a later one, and will not run it. */
    boolean refuses(long generation) {
        return state.getState() == ResourceState.State.REJECTED && state.getTargetGeneration() >= generation;
    }

    /** Why it refuses. */
    String reason() {
        return state.getProblemsList().stream()
                .map(problem -> problem.getMessage())
                .findFirst()
                .orElse("it gave no reason");
    }

    /** From activation in the control plane to the agent's word that it runs, in microseconds. */
    public long micros() {
        return state.getTimeToActiveMicros();
    }

    /** For people. */
    @Override
    public String toString() {
        return agent + " " + state.getState().name().toLowerCase(java.util.Locale.ROOT) + " at generation "
                + state.getActiveGeneration() + " (" + Figures.duration(micros()) + ")";
    }
}
