package io.tiergate.dataplane.subscription;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.SecretReference;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.PolicyDistributionGrpc;
import io.tiergate.v1.Update;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Speaks gRPC. Every stream has a channel of its own: certificates and keys are read anew, names are resolved anew, and no backoff of the
 * channel's is added to ours.
 */
final class GrpcControlPlane implements ControlPlane {
    private static final long GOODBYE_MILLIS = 1_000;
    private static final int MAX_REASON = 300;
    private static final Set<Status.Code> DENIALS = EnumSet.of(
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.UNIMPLEMENTED);

    private final ControlPlaneSettings settings;

    GrpcControlPlane(ControlPlaneSettings settings) {
        this.settings = settings;
    }

    @Override
    public Connection connect(ClientMessage hello, Listener listener) {
        ManagedChannel channel;
        CallOptions options = CallOptions.DEFAULT;
        try {
            SecretReference key = settings.key();
            if (key != null) {
                options = options.withCallCredentials(GrpcChannels.bearer(key.resolve()));
            }
            channel = GrpcChannels.open(settings.address(), settings.tls(), settings.maxMessageBytes());
        } catch (SecretReference.SecretUnavailableException e) {
            return noConnection(listener, "this agent's key: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            return noConnection(listener, "this agent's TLS settings or the address: " + e);
        }
        Stream stream = new Stream(channel, listener);
        PolicyDistributionGrpc.newStub(channel)
                .withCallCredentials(options.getCredentials())
                .subscribe(stream);
        stream.send(hello);
        return stream;
    }

    private static Connection noConnection(Listener listener, String reason) {
        listener.broken(new Break(true, reason));
        return new Connection() {
            @Override
            public void send(ClientMessage message) {}

            @Override
            public void requestNext() {}

            @Override
            public void end() {}

            @Override
            public void abort(String ignored) {}
        };
    }

    private static Break describe(Status status) {
        StringBuilder text = new StringBuilder(
                status.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        String description = status.getDescription();
        if (description != null) {
            text.append(": ").append(description);
        }
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null) {
            text.append(" (").append(cause.getMessage()).append(')');
        }
        text.setLength(Math.min(text.length(), MAX_REASON));
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                text.setCharAt(i, ' ');
            }
        }
        return new Break(DENIALS.contains(status.getCode()), text.toString());
    }

    /** One call on its own channel. */
    private static final class Stream implements Connection, ClientResponseObserver<ClientMessage, Update> {
        private final ManagedChannel channel;
        private final Listener listener;
        private @Nullable ClientCallStreamObserver<ClientMessage> call;
        private volatile boolean over;

        Stream(ManagedChannel channel, Listener listener) {
            this.channel = channel;
            this.listener = listener;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ClientMessage> started) {
            call = started;
            started.disableAutoRequestWithInitial(1);
            started.setOnReadyHandler(listener::ready);
        }

        @Override
        public void onNext(Update update) {
            listener.received(update);
        }

        @Override
        public void onError(Throwable failure) {
            over(describe(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            over(new Break(false, "the control plane ended the stream"));
        }

        private void over(Break cause) {
            over = true;
            channel.shutdownNow();
            listener.broken(cause);
        }

        @Override
        public void send(ClientMessage message) {
            if (!over && call != null) {
                call.onNext(message);
            }
        }

        @Override
        public void requestNext() {
            if (!over && call != null) {
                call.request(1);
            }
        }

        @Override
        public void end() {
            if (!over && call != null) {
                call.onCompleted();
            }
            channel.shutdown();
            try {
                channel.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            channel.shutdownNow();
        }

        @Override
        public void abort(String reason) {
            if (!over && call != null) {
                call.cancel(reason, null);
            }
        }
    }
}
