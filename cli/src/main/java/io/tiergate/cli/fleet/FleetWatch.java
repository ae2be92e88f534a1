package io.tiergate.cli.fleet;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.GetFleetRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Waits for something to be so of a fleet. */
public final class FleetWatch {
    private FleetWatch() {}

    /**
     * Looks at the fleet at every change, until a look finds something.
     *
     * @param fleet its name; empty: all fleets
     * @return what was found; empty: the bound has passed
     * @throws Failure if the control plane ends the watch, or the look throws it
     */
    public static <T> Optional<T> until(
            Peer controlPlane, String fleet, Duration bound, Function<FleetState, Optional<T>> look) {
        GetFleetRequest request = GetFleetRequest.newBuilder().setFleet(fleet).build();
        return controlPlane.watchFleet(stub -> {
            Context.CancellableContext watch = Context.current().withCancellation();
            Context previous = watch.attach();
            try {
                Iterator<FleetState> states = stub.withDeadlineAfter(bound.toMillis(), TimeUnit.MILLISECONDS)
                        .watchFleet(request);
                while (states.hasNext()) {
                    Optional<T> found = look.apply(states.next());
                    if (found.isPresent()) {
                        return found;
                    }
                }
                throw new Failure(ExitCode.NO, "the control plane ended the watch over the fleet", "try again");
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
                    throw e;
                }
                return Optional.empty();
            } finally {
                watch.detach(previous);
                watch.cancel(null);
            }
        });
    }
}
