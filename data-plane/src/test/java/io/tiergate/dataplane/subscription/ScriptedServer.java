package io.tiergate.dataplane.subscription;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.PolicyDistributionGrpc;
import io.tiergate.v1.Update;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A control plane on loopback, over real gRPC, that does what the test says. */
final class ScriptedServer implements AutoCloseable {
    /** The streams that agents opened, oldest first. */
    final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();

    private final GrpcServers.Running server;

    ScriptedServer(int port) throws IOException {
        server = GrpcServers.start(
                new GrpcServers.Options(
                        "scripted",
                        new BindAddress("127.0.0.1", port),
                        TlsSettings.NONE,
                        false,
                        false,
                        Runnable::run,
                        1 << 20),
                List.of(new Service()));
    }

    int port() {
        return server.port();
    }

    /** Dies as a killed process does: connections are cut. */
    @Override
    public void close() {
        server.close();
    }

    private final class Service extends PolicyDistributionGrpc.PolicyDistributionImplBase {
        @Override
        public StreamObserver<ClientMessage> subscribe(StreamObserver<Update> updates) {
            Stream stream = new Stream(updates, CallerCredentials.current());
            streams.add(stream);
            return stream;
        }
    }

    /** One stream, from the server's side. */
    static final class Stream implements StreamObserver<ClientMessage> {
        final BlockingQueue<ClientMessage> heard = new LinkedBlockingQueue<>();
        /** {@code completed} or {@code broken}, when the agent's side is over. */
        final BlockingQueue<String> over = new LinkedBlockingQueue<>();

        final PresentedCredential credential;
        private final StreamObserver<Update> updates;

        Stream(StreamObserver<Update> updates, PresentedCredential credential) {
            this.updates = updates;
            this.credential = credential;
        }

        void send(Update update) {
            updates.onNext(update);
        }

        void end() {
            updates.onCompleted();
        }

        void fail(Status status) {
            updates.onError(status.asRuntimeException());
        }

        @Override
        public void onNext(ClientMessage message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            over.add("broken");
        }

        @Override
        public void onCompleted() {
            over.add("completed");
            updates.onCompleted();
        }
    }
}
