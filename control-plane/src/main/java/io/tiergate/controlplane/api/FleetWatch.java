package io.tiergate.controlplane.api;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.stub.ServerCallStreamObserver;
import io.tiergate.controlplane.snapshot.Roster;
import io.tiergate.v1.FleetState;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One caller's watch of the roster: the state now and after every change. Changes that come faster than the caller reads become one.
 * Runs on a serial executor.
 */
final class FleetWatch {
    private final ServerCallStreamObserver<FleetState> call;
    private final Roster roster;
    private final Executor serial;
    private final Supplier<FleetState> state;
    private final AtomicBoolean asked = new AtomicBoolean();
    private boolean behind;
    private Roster.@Nullable Watch watch;

    FleetWatch(
            ServerCallStreamObserver<FleetState> call, Roster roster, Executor executor, Supplier<FleetState> state) {
        this.call = call;
        this.roster = roster;
        this.serial = MoreExecutors.newSequentialExecutor(executor);
        this.state = state;
    }

    /** To be called within the gRPC method. */
    void open() {
        call.setOnCancelHandler(() -> serial.execute(this::close));
        call.setOnReadyHandler(() -> serial.execute(this::catchUp));
        serial.execute(() -> {
            watch = roster.watch(this::changed);
            behind = true;
            catchUp();
        });
    }

    private void changed() {
        if (asked.compareAndSet(false, true)) {
            serial.execute(() -> {
                asked.set(false);
                behind = true;
                catchUp();
            });
        }
    }

    private void catchUp() {
        if (behind && call.isReady() && !call.isCancelled()) {
            behind = false;
            call.onNext(state.get());
        }
    }

    private void close() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }
}
