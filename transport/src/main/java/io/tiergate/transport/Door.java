package io.tiergate.transport;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends strangers away before anything of their message is read, so that no memory is held for them. Thread-safe.
 *
 * @param known the context that calls with such a credential are made in; null: a stranger's
 * @param remedy what strangers are told to present
 */
public record Door(Function<PresentedCredential, @Nullable Context> known, String remedy) implements ServerInterceptor {
    /** The same services, behind {@code door}. */
    public static List<BindableService> before(List<BindableService> services, ServerInterceptor door) {
        return services.stream()
                .<BindableService>map(service -> () -> ServerInterceptors.intercept(service.bindService(), door))
                .toList();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Context context = known.apply(CallerCredentials.current());
        if (context == null) {
            call.close(
                    Status.UNAUTHENTICATED.withDescription("no valid credential: present " + remedy), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(context, call, headers, next);
    }
}
