package io.tiergate.bench;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.Ack;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Hello;
import io.tiergate.v1.PolicyDistributionGrpc;
import io.tiergate.v1.Resource;
import io.tiergate.v1.Update;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One stream of updates with a connection of its own; acknowledges at once, without a look at what came. */
final class Subscriber implements StreamObserver<Update>, AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private final ManagedChannel channel;
    private final LongConsumer routing;
    private final StreamObserver<ClientMessage> answers;

    /**
     * Subscribes.
     *
     * @param name unique in the fleet
     * @param routing is told each generation of the routing as it comes
     */
    Subscriber(String name, String controlPlane, String key, LongConsumer routing) throws IOException {
        this.channel = GrpcChannels.open(controlPlane, TlsSettings.NONE, MAX_MESSAGE_BYTES);
        this.routing = routing;
        this.answers = PolicyDistributionGrpc.newStub(channel)
                .withCallCredentials(GrpcChannels.bearer(key))
                .subscribe(this);
        Hello hello = Hello.newBuilder()
                .setAgent(name)
                .setFleet("default")
                .setBuild("bench")
                .setSchema(1)
                .build();
        answers.onNext(ClientMessage.newBuilder().setHello(hello).build());
    }

    @Override
    public void onNext(Update update) {
        if (update.getResource() == Resource.RESOURCE_ROUTING) {
            routing.accept(update.getGeneration());
        }
        Ack ack = Ack.newBuilder()
                .setResource(update.getResource())
                .setNonce(update.getNonce())
                .setGeneration(update.getGeneration())
                .setDigest(update.getDigest())
                .build();
        answers.onNext(ClientMessage.newBuilder().setAck(ack).build());
    }

    @Override
    public void onError(@Nullable Throwable broken) {}

    @Override
    public void onCompleted() {}

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
