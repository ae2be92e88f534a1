package io.tiergate.transport;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;
import java.util.function.BooleanSupplier;

/** Passes a call on until it was refused while its message was coming: of what comes then the service hears nothing but the end. */
public final class UntilRefused<Q> extends SimpleForwardingServerCallListener<Q> {
    private final BooleanSupplier refused;

    /** Passes on to {@code next}. */
    public UntilRefused(ServerCall.Listener<Q> next, BooleanSupplier refused) {
        super(next);
        this.refused = refused;
    }

    @Override
    public void onMessage(Q request) {
        if (!refused.getAsBoolean()) {
            super.onMessage(request);
        }
    }

    @Override
    public void onHalfClose() {
        if (!refused.getAsBoolean()) {
            super.onHalfClose();
        }
    }
}
