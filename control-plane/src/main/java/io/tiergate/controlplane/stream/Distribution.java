package io.tiergate.controlplane.stream;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.tiergate.controlplane.identity.Caller;
import io.tiergate.controlplane.identity.Callers;
import io.tiergate.controlplane.snapshot.Board;
import io.tiergate.controlplane.snapshot.Roster;
import io.tiergate.policy.access.Role;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.PolicyDistributionGrpc;
import io.tiergate.v1.Update;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The service that agents subscribe to, behind the callers' door. Thread-safe. */
public final class Distribution extends PolicyDistributionGrpc.PolicyDistributionImplBase implements AutoCloseable {
    private final Set<AgentStream> streams = ConcurrentHashMap.newKeySet();
    private final StreamSurroundings surroundings;
    private final Executor executor;
    private volatile boolean stopping;

    /**
     * A service without streams.
     *
     * @param board what fleets should run
     * @param roster what agents do run
     * @param callers tells agents from others
     * @param alarms for late answers
     * @param executor carries the streams, each in its own order
     * @param answerTimeout from sending an update to the answer
     * @param registry for counts
     */
    public Distribution(
            Board board,
            Roster roster,
            Callers callers,
            Alarms alarms,
            Executor executor,
            Duration answerTimeout,
            MeterRegistry registry) {
        this.executor = executor;
        StreamMeters meters = new StreamMeters(registry, streams::size);
        this.surroundings =
                new StreamSurroundings(board, roster, callers, alarms, answerTimeout, meters, streams::remove);
    }

    @Override
    public StreamObserver<ClientMessage> subscribe(StreamObserver<Update> responses) {
        ServerCallStreamObserver<Update> call = (ServerCallStreamObserver<Update>) responses;
        Caller caller = Callers.current();
        if (!caller.has(Role.AGENT)) {
            return refuse(call, caller.name() + " lacks the role agent");
        }
        AgentStream stream = new AgentStream(
                surroundings, CallerCredentials.current(), call, MoreExecutors.newSequentialExecutor(executor));
        streams.add(stream);
        stream.open();
        if (stopping) {
            stream.end(new CloseCause.Shutdown());
        }
        return stream;
    }

    /** Ends the streams of agents whose credentials hold no more. To be called when the access document changes. */
    public void recheckCallers() {
        streams.forEach(AgentStream::recheckCaller);
    }

    /** How many streams are open. */
    public int openStreams() {
        return streams.size();
    }

    /** Ends all streams, so that agents reconnect elsewhere, and takes no more. */
    @Override
    public void close() {
        stopping = true;
        streams.forEach(stream -> stream.end(new CloseCause.Shutdown()));
    }

    private static StreamObserver<ClientMessage> refuse(ServerCallStreamObserver<Update> call, String description) {
        call.onError(Status.PERMISSION_DENIED.withDescription(description).asRuntimeException());
        return new StreamObserver<>() {
            @Override
            public void onNext(ClientMessage message) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        };
    }
}
