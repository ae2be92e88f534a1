package io.tiergate.transport;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the messages of services that anybody may call: one that grows longer is refused while it comes, so that strangers cannot have memory held for
 * them. It is to see their calls both as tracer and as interceptor. Thread-safe.
 */
final class SmallMessages extends ServerStreamTracer.Factory implements ServerInterceptor {
    /** What a message may have. */
    static final int MAX_BYTES = 16 * 1024;

    private static final Context.Key<Message> CURRENT = Context.key("tiergate-small-message");
    private static final ServerStreamTracer ANY_LENGTH = new ServerStreamTracer() {};
    private static final Status TOO_LONG = Status.RESOURCE_EXHAUSTED.withDescription(
            "the message is longer than the " + MAX_BYTES + " bytes that this service takes");

    private final Set<String> services;

    /** Bounds those of the services of these full names. */
    SmallMessages(Set<String> services) {
        this.services = services;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        String service = MethodDescriptor.extractFullServiceName(method);
        return service != null && services.contains(service) ? new Message() : ANY_LENGTH;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Message message = CURRENT.get();
        if (message == null) {
            return next.startCall(call, headers);
        }
        message.onTooLong(() -> call.close(TOO_LONG, new Metadata()));
        return new UntilRefused<>(next.startCall(call, headers), () -> message.refused);
    }

    /** The message of a call that is coming now. Its bytes come on the connection's event loop. */
    private static final class Message extends ServerStreamTracer {
        private long bytes;
        private volatile @Nullable Runnable refusal;
        private volatile boolean refused;

        /** Runs {@code action}, once, when a message has grown too long. */
        private void onTooLong(Runnable action) {
            refusal = action;
        }

        @Override
        public Context filterContext(Context context) {
            return context.withValue(CURRENT, this);
        }

        @Override
        public void inboundMessage(int number) {
            bytes = 0;
        }

        @Override
        public void inboundWireSize(long more) {
            bytes += more;
            Runnable action = refusal;
            if (bytes > MAX_BYTES && !refused && action != null) {
                refused = true;
                action.run();
            }
        }
    }
}
