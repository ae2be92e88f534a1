package io.tiergate.dataplane.subscription;

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

    @Override
    public Loaded<Routing> read(Content content, @Nullable Routing previous) {
        RoutingContent routing;
        try {
            routing = RoutingContent.parseFrom(content.bytes());
        } catch (InvalidProtocolBufferException e) {
            return Loaded.Unusable.because(
                    "the update is no RoutingContent: " + e.getMessage(),
                    "the control plane may be newer than this agent, or the bytes were damaged on the way");
        }
        byte[] manifest = routing.getManifest().toByteArray();
        Digest actual = Digest.of(manifest);
        if (!actual.equals(content.version().digest())) {
            return mismatch("the manifest", content.version().digest(), actual);
        }
        Map<Digest, byte[]> documents = new HashMap<>();
        for (Document document : routing.getDocumentsList()) {
            byte[] bytes = document.getContent().toByteArray();
            Digest computed = Digest.of(bytes);
            if (!document.getDigest().equals(Wire.bytes(computed))) {
                return Loaded.Unusable.because(
                        "a document was sent under a digest that is not its own; its content has " + computed,
                        "publish again; the bytes were damaged on the way or in the control plane's database");
            }
            documents.put(computed, bytes);
        }
        return compiler.compile(manifest, documents, content.version().generation(), previous);
    }

    static <T> Loaded<T> mismatch(String what, Digest expected, Digest actual) {
        return Loaded.Unusable.because(
                what + " has the digest " + actual + ", the update says " + expected,
                "publish again; the bytes were damaged on the way or in the control plane's database");
    }

    @Override
    public Routing renumbered(Routing routing, long generation) {
        return new Routing(routing.digest(), generation, routing.catalog(), routing.policies());
    }
}
