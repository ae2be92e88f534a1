package io.tiergate.dataplane.subscription;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.v1.Document;
import io.tiergate.v1.RoutingContent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a {@link RoutingContent}: the manifest and each document must have the digest that they are known by. */
final class RoutingReader implements ContentReader<Routing> {
    private final RoutingCompiler compiler;

    RoutingReader(RoutingCompiler compiler) {
        this.compiler = compiler;
    }

    /** A content whose digests hold. */
    private record Parts(ByteString manifest, Map<Digest, byte[]> documents) {}

    @Override
    public Loaded<Routing> read(Content content, @Nullable Routing previous) {
        return switch (verify(content)) {
            case Loaded.Unusable<Parts>(var problems) -> new Loaded.Unusable<>(problems);
            case Loaded.Usable<Parts>(Parts parts) ->
                compiler.compile(
                        parts.manifest().toByteArray(),
                        parts.documents(),
                        content.version().generation(),
                        previous);
        };
    }

    @Override
    public Loaded<Routing> renumber(Content content, Routing running) {
        return switch (verify(content)) {
            case Loaded.Unusable<Parts>(var problems) -> new Loaded.Unusable<>(problems);
            case Loaded.Usable<Parts> _ ->
                new Loaded.Usable<>(running.renumbered(content.version().generation()));
        };
    }

    private static Loaded<Parts> verify(Content content) {
        RoutingContent routing;
        try {
            routing = RoutingContent.parseFrom(content.bytes());
        } catch (InvalidProtocolBufferException e) {
            return damaged("the update is no RoutingContent: " + e.getMessage());
        }
        Digest actual = Digest.of(routing.getManifest().toByteArray());
        if (!actual.equals(content.version().digest())) {
            return damaged("the manifest has the digest " + actual + ", the update says "
                    + content.version().digest());
        }
        Map<Digest, byte[]> documents = new HashMap<>();
        for (Document document : routing.getDocumentsList()) {
            byte[] bytes = document.getContent().toByteArray();
            Digest computed = Digest.of(bytes);
            if (!document.getDigest().equals(Wire.bytes(computed))) {
                return damaged("a document was sent under a digest that is not its own; its content has " + computed);
            }
            documents.put(computed, bytes);
        }
        return new Loaded.Usable<>(new Parts(routing.getManifest(), documents));
    }

    private static <T> Loaded<T> damaged(String message) {
        return Loaded.Unusable.because(message, Loaded.Unusable.DAMAGED);
    }
}
