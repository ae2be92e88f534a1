package io.tiergate.dataplane.subscription;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.document.Digest;
import io.tiergate.v1.AccessContent;
import org.jspecify.annotations.Nullable;

/** Reads an {@link AccessContent}: the document must have the update's digest. */
final class AccessReader implements ContentReader<Access> {
    private final AccessDocumentCompiler compiler;

    AccessReader(AccessDocumentCompiler compiler) {
        this.compiler = compiler;
    }

    @Override
    public Loaded<Access> read(Content content, @Nullable Access previous) {
        return switch (verify(content)) {
            case Loaded.Unusable<byte[]>(var problems) -> new Loaded.Unusable<>(problems);
            case Loaded.Usable<byte[]>(byte[] document) -> compiler.compile(document);
        };
    }

    @Override
    public Loaded<Access> renumber(Content content, Access running) {
        return switch (verify(content)) {
            case Loaded.Unusable<byte[]>(var problems) -> new Loaded.Unusable<>(problems);
            case Loaded.Usable<byte[]> _ -> new Loaded.Usable<>(running);
        };
    }

    private static Loaded<byte[]> verify(Content content) {
        AccessContent access;
        try {
            access = AccessContent.parseFrom(content.bytes());
        } catch (InvalidProtocolBufferException e) {
            return Loaded.Unusable.because(
                    "the update is no AccessContent: " + e.getMessage(), Loaded.Unusable.DAMAGED);
        }
        byte[] document = access.getDocument().toByteArray();
        Digest actual = Digest.of(document);
        return actual.equals(content.version().digest())
                ? new Loaded.Usable<>(document)
                : Loaded.Unusable.because(
                        "the access document has the digest " + actual + ", the update says "
                                + content.version().digest(),
                        Loaded.Unusable.DAMAGED);
    }
}
