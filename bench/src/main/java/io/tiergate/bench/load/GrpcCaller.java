package io.tiergate.bench.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.GatewayGrpc;

/** The generated stub. */
public final class GrpcCaller implements Caller {
    private final ManagedChannel channel;
    private final GatewayGrpc.GatewayBlockingStub stub;
    private final CompleteRequest request;

    /** A caller that always sends this request to {@code Gateway.Complete}. */
    public GrpcCaller(int port, String key, CompleteRequest request) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build();
        this.stub = GatewayGrpc.newBlockingStub(channel).withCallCredentials(GrpcChannels.bearer(key));
        this.request = request;
    }

    @Override
    public void call() {
        if (stub.complete(request).getId().isEmpty()) {
            throw new IllegalStateException("not a good answer: it has no id");
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
