package io.tiergate.dataplane.subscription;

import com.google.protobuf.ByteString;
import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.v1.AccessContent;
import io.tiergate.v1.Document;
import io.tiergate.v1.RoutingContent;
import io.tiergate.v1.Update;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Contents whose manifest is any text; {@code bad} in it is refused, {@code crash} makes the compiler fail. */
final class Samples {
    private Samples() {}

    static Content routing(long generation, String manifest, String... documents) {
        RoutingContent.Builder content = RoutingContent.newBuilder().setManifest(ByteString.copyFromUtf8(manifest));
        for (String document : documents) {
            content.addDocuments(Document.newBuilder()
                    .setDigest(Wire.bytes(digest(document)))
                    .setContent(ByteString.copyFromUtf8(document)));
        }
        return new Content(
                ResourceKind.ROUTING,
                new Version(generation, digest(manifest)),
                content.build().toByteString());
    }

    static Content access(long generation, String document) {
        return new Content(
                ResourceKind.ACCESS,
                new Version(generation, digest(document)),
                AccessContent.newBuilder()
                        .setDocument(ByteString.copyFromUtf8(document))
                        .build()
                        .toByteString());
    }

    static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Offer offer(long stream, String nonce, Content content) {
        return new Offer(stream, nonce, content, 0);
    }

    static Update update(String nonce, Content content) {
        return Update.newBuilder()
                .setResource(content.kind().wire())
                .setNonce(nonce)
                .setGeneration(content.version().generation())
                .setDigest(Wire.bytes(content.version().digest()))
                .setContent(content.bytes())
                .build();
    }

    /** Counts what it compiles. */
    static final class Compilers {
        final AtomicInteger routings = new AtomicInteger();
        final AtomicInteger accesses = new AtomicInteger();

        Loaded<Routing> routing(
                byte[] manifest, Map<Digest, byte[]> documents, long generation, @Nullable Routing previous) {
            routings.incrementAndGet();
            String text = new String(manifest, StandardCharsets.UTF_8);
            if (text.contains("crash")) {
                throw new IllegalStateException("a planted mistake");
            }
            return text.contains("bad")
                    ? Loaded.Unusable.because(text + " is bad", "write a good one")
                    : new Loaded.Usable<>(new Routing(
                            Digest.of(manifest),
                            generation,
                            new Catalog(digest(documents.size() + " documents"), Map.of(), Map.of()),
                            Map.of(),
                            Map.of()));
        }

        Loaded<Access> access(byte[] document) {
            accesses.incrementAndGet();
            return new String(document, StandardCharsets.UTF_8).contains("bad")
                    ? Loaded.Unusable.because("bad access", "write a good one")
                    : new Loaded.Usable<>(new Access(
                            Digest.of(Arrays.copyOf(document, document.length)), Map.of(), Map.of(), Map.of()));
        }
    }
}
