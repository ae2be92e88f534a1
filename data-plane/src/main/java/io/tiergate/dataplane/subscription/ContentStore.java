package io.tiergate.dataplane.subscription;

import com.google.protobuf.ByteString;
import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.document.Digest;
import io.tiergate.transport.process.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last good content of each resource in the agent's data folder, in {@code routing.content} and {@code access.content}. One writer per
 * resource.
 *
 * <p>A file is: magic {@code TGC}, format version (1 byte), resource (1), generation (8), activation time in epoch milliseconds (8), digest
 * (32), length (8), content, and the SHA-256 of all that (32). Numbers are big-endian.
 */
public final class ContentStore {
    private static final byte[] MAGIC = {'T', 'G', 'C'};
    private static final byte FORMAT = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int HEAD_BYTES = MAGIC.length + 1 + 1 + Long.BYTES + Long.BYTES + DIGEST_BYTES + Long.BYTES;
    private static final String DAMAGED = ".corrupt";

    private final Path folder;

    private ContentStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the store in that folder, which is made if it is not there.
     *
     * @throws IOException if it cannot be made
     */
    public static ContentStore open(Path folder) throws IOException {
        OwnerOnly.makeFolder(folder);
        return new ContentStore(folder);
    }

    Path file(ResourceKind kind) {
        return folder.resolve(kind.label() + ".content");
    }

    /** Keeps a content in place of the one before. */
    void write(Content content, Instant since) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES)
                .put(MAGIC)
                .put(FORMAT)
                .put(tag(content.kind()))
                .putLong(content.version().generation())
                .putLong(since.toEpochMilli())
                .put(content.version().digest().toBytes())
                .putLong(content.bytes().size())
                .flip();
        ByteBuffer body = content.bytes().asReadOnlyByteBuffer();
        MessageDigest sha = Digest.sha256();
        sha.update(head.duplicate());
        sha.update(body.duplicate());
        AtomicFile.replace(file(content.kind()), head, body, ByteBuffer.wrap(sha.digest()));
    }

    /** Reads what was kept. A damaged file is moved aside, so that it is reported once and never served. */
    Stored read(ResourceKind kind) {
        Path file = file(kind);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Stored.Absent();
        } catch (IOException e) {
            return new Stored.Damaged(file, "it cannot be read: " + e, null);
        }
        String problem = problem(kind, bytes);
        return problem == null ? intact(kind, bytes) : setAside(file, problem);
    }

    /** Moves a file out of the way: its content is not what it should be. */
    Stored.Damaged setAside(Path file, String problem) {
        Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
        try {
            AtomicFile.move(file, aside);
            return new Stored.Damaged(file, problem, aside);
        } catch (IOException e) {
            return new Stored.Damaged(file, problem + "; nor can it be moved aside: " + e, null);
        }
    }

    private static @Nullable String problem(ResourceKind kind, byte[] bytes) {
        if (bytes.length < HEAD_BYTES + DIGEST_BYTES) {
            return "it has " + bytes.length + " bytes, fewer than its head";
        }
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return "it does not begin as a content file does";
        }
        if (bytes[MAGIC.length] != FORMAT) {
            return "it has format " + bytes[MAGIC.length] + ", this agent reads " + FORMAT;
        }
        long length = ByteBuffer.wrap(bytes).getLong(HEAD_BYTES - Long.BYTES);
        if (length != bytes.length - HEAD_BYTES - DIGEST_BYTES) {
            return "its head says " + length + " bytes of content, there are "
                    + (bytes.length - HEAD_BYTES - DIGEST_BYTES);
        }
        MessageDigest sha = Digest.sha256();
        sha.update(bytes, 0, bytes.length - DIGEST_BYTES);
        if (!MessageDigest.isEqual(
                sha.digest(), Arrays.copyOfRange(bytes, bytes.length - DIGEST_BYTES, bytes.length))) {
            return "its checksum does not match its content";
        }
        return bytes[MAGIC.length + 1] == tag(kind) ? null : "it holds another resource than " + kind.label();
    }

    private static Stored intact(ResourceKind kind, byte[] bytes) {
        ByteBuffer head = ByteBuffer.wrap(bytes, MAGIC.length + 2, HEAD_BYTES - MAGIC.length - 2);
        long generation = head.getLong();
        Instant since = Instant.ofEpochMilli(head.getLong());
        byte[] digest = new byte[DIGEST_BYTES];
        head.get(digest);
        ByteString content = ByteString.copyFrom(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES - DIGEST_BYTES);
        return new Stored.Intact(new Content(kind, new Version(generation, Digest.fromBytes(digest)), content), since);
    }

    private static byte tag(ResourceKind kind) {
        return (byte) kind.wire().getNumber();
    }
}
