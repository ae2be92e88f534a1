package io.tiergate.controlplane.stream;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.Ack;
import io.tiergate.v1.Active;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Hello;
import io.tiergate.v1.Nack;
import io.tiergate.v1.PolicyDistributionGrpc;
import io.tiergate.v1.Problem;
import io.tiergate.v1.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An agent as the protocol sees it; the test says what it answers. Confined to the test's thread. */
final class FakeAgent implements ClientResponseObserver<ClientMessage, Update> {
    final List<Update> updates = new ArrayList<>();

    @Nullable
    Status ended;

    private final ManagedChannel channel;
    private final String key;
    private final String name;
    private Answer answer = Answer.ACK;
    private @Nullable ClientCallStreamObserver<ClientMessage> requests;

    /** What it does with an update. */
    enum Answer {
        ACK,
        NACK,
        NOTHING
    }

    FakeAgent(ManagedChannel channel, String key, String name) {
        this.channel = channel;
        this.key = key;
        this.name = name;
    }

    FakeAgent answering(Answer answer) {
        this.answer = answer;
        return this;
    }

    /** Opens a stream and says Hello with what it runs. */
    FakeAgent connect(Active... active) {
        return connect(hello().addAllActive(List.of(active)));
    }

    FakeAgent connect(Hello.Builder hello) {
        return open().send(ClientMessage.newBuilder().setHello(hello).build());
    }

    /** Opens a stream and says nothing. */
    FakeAgent open() {
        ended = null;
        var _ = PolicyDistributionGrpc.newStub(channel)
                .withCallCredentials(GrpcChannels.bearer(key))
                .subscribe(this);
        return this;
    }

    Hello.Builder hello() {
        return Hello.newBuilder()
                .setAgent(name)
                .setFleet("default")
                .setBuild("1")
                .setSchema(1)
                .putLabels("zone", "a")
                .setGrpcAddress("127.0.0.1:1");
    }

    FakeAgent send(ClientMessage message) {
        Objects.requireNonNull(requests).onNext(message);
        return this;
    }

    void complete() {
        Objects.requireNonNull(requests).onCompleted();
    }

    void cancel() {
        Objects.requireNonNull(requests).cancel("the test cancels", null);
    }

    void ack(Update update) {
        send(ClientMessage.newBuilder()
                .setAck(Ack.newBuilder()
                        .setResource(update.getResource())
                        .setNonce(update.getNonce())
                        .setGeneration(update.getGeneration())
                        .setDigest(update.getDigest()))
                .build());
    }

    void nack(Update update) {
        send(ClientMessage.newBuilder()
                .setNack(Nack.newBuilder()
                        .setResource(update.getResource())
                        .setNonce(update.getNonce())
                        .setGeneration(update.getGeneration())
                        .setDigest(update.getDigest())
                        .addProblems(Problem.newBuilder().setMessage("will not")))
                .build());
    }

    List<String> received() {
        return updates.stream()
                .map(update -> update.getContent().toStringUtf8())
                .toList();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ClientMessage> call) {
        requests = call;
    }

    @Override
    public void onNext(Update update) {
        updates.add(update);
        switch (answer) {
            case ACK -> ack(update);
            case NACK -> nack(update);
            case NOTHING -> {}
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended = Status.fromThrowable(failure);
    }

    @Override
    public void onCompleted() {
        ended = Status.OK;
    }
}
