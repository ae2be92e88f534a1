package io.tiergate.controlplane.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.tiergate.controlplane.identity.Caller;
import io.tiergate.controlplane.identity.Callers;
import io.tiergate.controlplane.store.StoreUnavailableException;
import io.tiergate.policy.access.Role;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every call passes behind the door: lets in who has the role, and turns what goes wrong into a status. */
final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private Gate() {}

    /** Answers with what {@code call} returns, if the caller has one of the roles. */
    static <T> void answer(StreamObserver<T> responses, Function<Caller, T> call, Role... oneOf) {
        T reply;
        try {
            reply = call.apply(admit(oneOf));
        } catch (RuntimeException e) {
            responses.onError(failure(e));
            return;
        }
        responses.onNext(reply);
        responses.onCompleted();
    }

    /** The caller, if it has one of the roles. */
    static Caller admit(Role... oneOf) {
        Caller caller = Callers.current();
        for (Role role : oneOf) {
            if (caller.has(role)) {
                return caller;
            }
        }
        throw Status.PERMISSION_DENIED
                .withDescription(caller.name() + " lacks the role " + oneOf[0].label())
                .asRuntimeException();
    }

    static StatusRuntimeException failure(RuntimeException failure) {
        return switch (failure) {
            case StatusRuntimeException known -> known;
            case StoreUnavailableException gone -> {
                LOG.warn("{}", gone.getMessage());
                yield Status.UNAVAILABLE.withDescription(gone.getMessage()).asRuntimeException();
            }
            default -> {
                LOG.error("call failed", failure);
                yield Status.INTERNAL
                        .withDescription("the control plane failed; see its log")
                        .asRuntimeException();
            }
        };
    }
}
