package io.tiergate.controlplane.api;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tiergate.controlplane.snapshot.AgentView;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.ResourceStatus;
import io.tiergate.controlplane.snapshot.Roster;
import io.tiergate.controlplane.snapshot.Standing;
import io.tiergate.policy.access.Role;
import io.tiergate.v1.AgentState;
import io.tiergate.v1.FleetAdminGrpc;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.GetFleetRequest;
import io.tiergate.v1.ResourceState;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** Shows the agents. Thread-safe. */
public final class FleetService extends FleetAdminGrpc.FleetAdminImplBase {
    private final Roster roster;
    private final InstantSource clock;
    private final Executor executor;

    /**
     * Over that roster. To stand behind the callers' door.
     *
     * @param executor carries the watches
     */
    public FleetService(Roster roster, InstantSource clock, Executor executor) {
        this.roster = roster;
        this.clock = clock;
        this.executor = executor;
    }

    @Override
    public void getFleet(GetFleetRequest request, StreamObserver<FleetState> responses) {
        Gate.answer(responses, caller -> state(request.getFleet()), Role.VIEWER);
    }

    @Override
    public void watchFleet(GetFleetRequest request, StreamObserver<FleetState> responses) {
        try {
            Gate.admit(Role.VIEWER);
        } catch (RuntimeException e) {
            responses.onError(Gate.failure(e));
            return;
        }
        new FleetWatch(
                        (ServerCallStreamObserver<FleetState>) responses,
                        roster,
                        executor,
                        () -> state(request.getFleet()))
                .open();
    }

    private FleetState state(String fleet) {
        FleetState.Builder state = FleetState.newBuilder().setTime(Wire.timestamp(clock.instant()));
        roster.agents(fleet).forEach(view -> state.addAgents(agent(view)));
        return state.build();
    }

    private static AgentState agent(AgentView view) {
        AgentState.Builder agent = AgentState.newBuilder()
                .setAgent(view.profile().id().name())
                .setFleet(view.profile().id().fleet())
                .putAllLabels(view.profile().labels())
                .setBuild(view.profile().build())
                .setGrpcAddress(view.profile().grpcAddress())
                .setConnected(view.connected())
                .setLastSeen(Wire.timestamp(view.lastSeen()));
        for (ResourceKind resource : ResourceKind.values()) {
            ResourceStatus status = view.resources().get(resource);
            if (status != null) {
                agent.addResources(
                        resource(resource, status, view.timeToActiveMicros().getOrDefault(resource, 0L)));
            }
        }
        return agent.build();
    }

    private static ResourceState resource(ResourceKind resource, ResourceStatus status, long timeToActiveMicros) {
        ResourceState.Builder state = ResourceState.newBuilder()
                .setResource(Wire.resource(resource))
                .setState(state(status.standing()))
                .setTimeToActiveMicros(timeToActiveMicros)
                .addAllProblems(status.problems().stream().map(Wire::problem).toList());
        if (status.target() != null) {
            state.setTargetGeneration(status.target().generation())
                    .setTargetDigest(
                            ByteString.copyFrom(status.target().digest().toBytes()));
        }
        if (status.active() != null) {
            state.setActiveGeneration(status.active().generation())
                    .setActiveDigest(
                            ByteString.copyFrom(status.active().digest().toBytes()));
        }
        return state.build();
    }

    private static ResourceState.State state(Standing standing) {
        return switch (standing) {
            case EMPTY -> ResourceState.State.EMPTY;
            case CONVERGED -> ResourceState.State.CONVERGED;
            case SENDING -> ResourceState.State.SENDING;
            case REJECTED -> ResourceState.State.REJECTED;
            case STALLED -> ResourceState.State.STALLED;
            case UNREACHABLE -> ResourceState.State.UNREACHABLE;
        };
    }
}
