package io.tiergate.bench.peer;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.GatewayGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The agent's gRPC stack and nothing else: parses the same request, sends a reply of the same size, on the direct executor. */
public final class BareEcho extends GatewayGrpc.GatewayImplBase {
    private static final Logger NETTY = Logger.getLogger("io.grpc.netty");

    private final Completion reply = Completion.newBuilder()
            .setId("chatcmpl-0000000000000000000000000000")
            .setModel("bench-1")
            .setRawJsonBytes(ByteString.copyFrom(Workload.reply()))
            .build();

    private BareEcho() {}

    /** Serves on any free port of loopback, which it prints. */
    public static void main(String[] args) throws IOException, InterruptedException {
        // Load generators leave in the middle of calls, which is not worth a stack trace each.
        NETTY.setLevel(Level.SEVERE);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(new BareEcho())
                .build()
                .start();
        Serving.announce(server.getPort());
        server.awaitTermination();
    }

    @Override
    public void complete(CompleteRequest request, StreamObserver<Completion> observer) {
        observer.onNext(reply);
        observer.onCompleted();
    }
}
