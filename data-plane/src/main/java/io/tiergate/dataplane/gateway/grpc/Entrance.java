package io.tiergate.dataplane.gateway.grpc;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.model.Exchange.Api;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.pipeline.Pipeline;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.transport.Door;
import io.tiergate.transport.UntilRefused;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.GatewayGrpc;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What calls pass before a service has them: strangers are sent away unheard, and messages for which there is no room, or that take it and do not come, are refused, so that
 * no message takes memory that is not there.
 */
public final class Entrance {
    private static final Set<String> RECORDED = Set.of(
            GatewayGrpc.getCompleteMethod().getFullMethodName(),
            GatewayGrpc.getCompleteStreamMethod().getFullMethodName());

    private Entrance() {}

    /** The gateway; what it refuses here is on record, too, and what is no message is told to be none. */
    public static BindableService to(GatewayService gateway, Pipeline pipeline) {
        return () -> ServerInterceptors.intercept(tolerant(gateway.bindService()), new Entry(pipeline));
    }

    /** Services beside it. */
    public static List<BindableService> to(List<BindableService> services, Pipeline pipeline) {
        return Door.before(services, new Entry(pipeline));
    }

    /** The same service, which gets {@link GatewayService#UNREADABLE} for a message that cannot be read: gRPC itself would say nothing of use. */
    private static ServerServiceDefinition tolerant(ServerServiceDefinition service) {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        List<ServerMethodDefinition<?, ?>> methods = service.getMethods().stream()
                .<ServerMethodDefinition<?, ?>>map(Entrance::tolerant)
                .toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder built = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(built::addMethod);
        return built.build();
    }

    @SuppressWarnings("unchecked") // the method takes what the prototype is of
    private static <Q, R> ServerMethodDefinition<Q, R> tolerant(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> described = method.getMethodDescriptor();
        if (described.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<Q> marshaller
                && marshaller.getMessagePrototype() instanceof CompleteRequest) {
            return ServerMethodDefinition.create(
                    described.toBuilder(
                                    new Tolerant<>(marshaller, (Q) GatewayService.UNREADABLE),
                                    described.getResponseMarshaller())
                            .build(),
                    method.getServerCallHandler());
        }
        return method;
    }

    /** Gives {@code unreadable} for what cannot be read. */
    private record Tolerant<T>(MethodDescriptor.Marshaller<T> marshaller, T unreadable)
            implements MethodDescriptor.Marshaller<T> {
        @Override
        public InputStream stream(T value) {
            return marshaller.stream(value);
        }

        @Override
        public T parse(InputStream stream) {
            try {
                return marshaller.parse(stream);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.INTERNAL) { // its bytes could not be had, whatever they are
                    throw e;
                }
                return unreadable;
            }
        }
    }

    /** Lets in whom the agent knows. */
    private record Entry(Pipeline pipeline) implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            Refusal stranger = pipeline.stranger(CallerCredentials.current());
            if (stranger == null) {
                return entered(call, headers, next);
            }
            refuse(call, stranger);
            return new ServerCall.Listener<>() {};
        }

        /** While its message comes there must be room for it, and it must come; of one that was refused nothing more is heard. */
        private <Q, R> ServerCall.Listener<Q> entered(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            MessageRoom.Message message = MessageRoom.current();
            if (message == null) {
                return next.startCall(call, headers);
            }
            message.onRefused(why -> refuse(call, why));
            message.isOf(call);
            return new UntilRefused<>(next.startCall(call, headers), message::isRefused);
        }

        private void refuse(ServerCall<?, ?> call, Refusal why) {
            boolean recorded = RECORDED.contains(call.getMethodDescriptor().getFullMethodName());
            StatusRuntimeException refusal = Failure.of(
                    why,
                    recorded ? pipeline.refuse(Api.GRPC, System.nanoTime(), why).decisionId() : "");
            call.close(refusal.getStatus(), Objects.requireNonNull(refusal.getTrailers()));
        }
    }
}
