package io.tiergate.controlplane.snapshot;

import io.tiergate.policy.document.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resource at one agent. Immutable.
 *
 * @param standing how it stands
 * @param target what the fleet should run; null: nothing is published
 * @param active what the agent says it runs; null: nothing
 * @param problems why it does not run the target; empty unless it refused
 * @param rejections all that it refused
 */
public record ResourceStatus(
        Standing standing,
        @Nullable Version target,
        @Nullable Version active,
        List<Problem> problems,
        Rejections rejections) {
    /** An agent that runs nothing, in a fleet that has nothing. */
    public static final ResourceStatus EMPTY =
            new ResourceStatus(Standing.EMPTY, null, null, List.of(), Rejections.NONE);

    public ResourceStatus {
        problems = List.copyOf(problems);
    }

    /** The same agent, seen from what the board shows now and from whether its stream is open. */
    ResourceStatus against(@Nullable Version current, boolean connected) {
        Standing seen = standing;
        if (!connected) {
            seen = Standing.UNREACHABLE;
        } else if (current != null
                && (seen == Standing.EMPTY || (seen == Standing.CONVERGED && !current.equals(active)))) {
            // The board is a moment ahead of the stream.
            seen = Standing.SENDING;
        }
        return new ResourceStatus(seen, current, active, problems, rejections);
    }
}
