package io.tiergate.dataplane.subscription;

import com.google.protobuf.ByteString;
import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import io.tiergate.v1.Ack;
import io.tiergate.v1.Active;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Hello;
import io.tiergate.v1.Nack;
import io.tiergate.v1.Update;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between the wire's messages and ours. */
final class Wire {
    private static final int SCHEMA = 1;
    private static final int DIGEST_BYTES = 32;

    private Wire() {}

    static ByteString bytes(Digest digest) {
        return ByteString.copyFrom(digest.toBytes());
    }

    static ClientMessage hello(AgentProfile profile, Action.Connect connect) {
        Hello.Builder hello = Hello.newBuilder()
                .setAgent(profile.agent())
                .setFleet(profile.fleet())
                .putAllLabels(profile.labels())
                .setBuild(profile.build())
                .setSchema(SCHEMA)
                .setGrpcAddress(profile.grpcAddress());
        for (ResourceKind kind : ResourceKind.values()) {
            Version active = connect.active().get(kind);
            if (active != null) {
                hello.addActive(active(kind, active));
            }
            for (Version rejected : connect.rejected().getOrDefault(kind, List.of())) {
                hello.addRejected(active(kind, rejected));
            }
        }
        return ClientMessage.newBuilder().setHello(hello).build();
    }

    private static Active active(ResourceKind kind, Version version) {
        return Active.newBuilder()
                .setResource(kind.wire())
                .setGeneration(version.generation())
                .setDigest(bytes(version.digest()))
                .build();
    }

    static ClientMessage ack(Offer offer, long micros) {
        Content content = offer.content();
        return ClientMessage.newBuilder()
                .setAck(Ack.newBuilder()
                        .setResource(content.kind().wire())
                        .setNonce(offer.nonce())
                        .setGeneration(content.version().generation())
                        .setDigest(bytes(content.version().digest()))
                        .setActivationMicros(micros))
                .build();
    }

    static ClientMessage nack(Offer offer, List<Problem> problems) {
        Content content = offer.content();
        Nack.Builder nack = Nack.newBuilder()
                .setResource(content.kind().wire())
                .setNonce(offer.nonce())
                .setGeneration(content.version().generation())
                .setDigest(bytes(content.version().digest()));
        problems.forEach(problem -> nack.addProblems(problem(problem)));
        return ClientMessage.newBuilder().setNack(nack).build();
    }

    /** The offer that an update makes, or null when it is none: see {@link #fault}. */
    static @Nullable Offer offer(long stream, Update update, long receivedNanos) {
        ResourceKind kind = ResourceKind.of(update.getResource());
        if (kind == null || !fault(update).isEmpty()) {
            return null;
        }
        Version version = new Version(
                update.getGeneration(), Digest.fromBytes(update.getDigest().toByteArray()));
        return new Offer(stream, update.getNonce(), new Content(kind, version, update.getContent()), receivedNanos);
    }

    /** What is wrong with the form of an update; empty: nothing. */
    static String fault(Update update) {
        if (ResourceKind.of(update.getResource()) == null) {
            return "this agent knows no resource " + update.getResourceValue();
        }
        if (update.getGeneration() < 1) {
            return "generations count from 1; the update has " + update.getGeneration();
        }
        if (update.getDigest().size() != DIGEST_BYTES) {
            return "a digest has " + DIGEST_BYTES + " bytes; the update's has "
                    + update.getDigest().size();
        }
        return "";
    }

    /** Refuses an update whose form is wrong, naming it as it named itself. */
    static ClientMessage nackOfMalformed(Update update) {
        Problem problem =
                new Problem("", "", 0, 0, fault(update), "the control plane may be newer than this agent", false);
        return ClientMessage.newBuilder()
                .setNack(Nack.newBuilder()
                        .setResourceValue(update.getResourceValue())
                        .setNonce(update.getNonce())
                        .setGeneration(update.getGeneration())
                        .setDigest(update.getDigest())
                        .addProblems(problem(problem)))
                .build();
    }

    private static io.tiergate.v1.Problem problem(Problem problem) {
        return io.tiergate.v1.Problem.newBuilder()
                .setSource(problem.source())
                .setPath(problem.path())
                .setLine(problem.line())
                .setColumn(problem.column())
                .setMessage(problem.message())
                .setSuggestion(problem.suggestion())
                .setWarning(problem.warning())
                .build();
    }
}
