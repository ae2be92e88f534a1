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
        AccessContent access;
        try {
            access = AccessContent.parseFrom(content.bytes());
        } catch (InvalidProtocolBufferException e) {
            return Loaded.Unusable.because(
                    "the update is no AccessContent: " + e.getMessage(),
                    "the control plane may be newer than this agent, or the bytes were damaged on the way");
        }
        byte[] document = access.getDocument().toByteArray();
        Digest actual = Digest.of(document);
        return actual.equals(content.version().digest())
                ? compiler.compile(document)
                : RoutingReader.mismatch(
                        "the access document", content.version().digest(), actual);
    }

    @Override
    public Access renumbered(Access access, long generation) {
        return access;
    }
}
