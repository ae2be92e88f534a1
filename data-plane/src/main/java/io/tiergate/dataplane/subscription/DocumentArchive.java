package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.document.Digest;
import io.tiergate.transport.process.OwnerOnly;
import io.tiergate.v1.Document;
import io.tiergate.v1.RoutingContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The manifests and documents of the newest routing snapshots, so that decisions made under them can be replayed: one file per digest in
 * {@code documents/}, and {@code documents/recent} with a line per snapshot, oldest first, {@code GENERATION MANIFEST DOCUMENT...}. A file
 * whose digest is not its name is taken as absent. One writer; any number of readers.
 */
public final class DocumentArchive {
    private static final int MAX_SNAPSHOTS = 20;
    private static final String RECENT = "recent";
    private static final String DIGEST_PREFIX = "sha256:";

    private final Path folder;

    private DocumentArchive(Path folder) {
        this.folder = folder;
    }

    /** The archive in an agent's data folder. Nothing is made before there is something to keep. */
    public static DocumentArchive in(Path dataFolder) {
        return new DocumentArchive(dataFolder.resolve("documents"));
    }

    /**
     * A snapshot that is kept.
     *
     * @param version of the last generation that had it
     * @param documents digests of what its manifest names
     */
    public record Kept(Version version, List<Digest> documents) {
        public Kept {
            documents = List.copyOf(documents);
        }
    }

    /**
     * The canonical JSON of a document or manifest, or null if it is not kept.
     *
     * @throws IOException if the disk cannot be read
     */
    public byte @Nullable [] document(Digest digest) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file(digest));
            return Digest.of(bytes).equals(digest) ? bytes : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * The snapshots that are kept, oldest first.
     *
     * @throws IOException if the disk cannot be read
     */
    public List<Kept> recent() throws IOException {
        List<Kept> recent = new ArrayList<>();
        try {
            // Bytes that are no UTF-8 become a line that cannot be read, and that is left out.
            String text = new String(Files.readAllBytes(folder.resolve(RECENT)), StandardCharsets.UTF_8);
            text.lines().forEach(line -> {
                Kept kept = parse(line);
                if (kept != null) {
                    recent.add(kept);
                }
            });
        } catch (NoSuchFileException e) {
            // Nothing kept yet.
        }
        return recent;
    }

    /** Keeps a snapshot as the newest, and forgets the oldest ones beyond the bound. */
    void keep(Version version, RoutingContent routing) throws IOException {
        OwnerOnly.makeFolder(folder);
        List<Digest> digests = new ArrayList<>();
        put(version.digest(), routing.getManifest().toByteArray());
        for (Document document : routing.getDocumentsList()) {
            Digest digest = Digest.fromBytes(document.getDigest().toByteArray());
            put(digest, document.getContent().toByteArray());
            digests.add(digest);
        }
        List<Kept> recent = new ArrayList<>(recent());
        recent.removeIf(kept -> kept.version().digest().equals(version.digest()));
        recent.add(new Kept(version, digests));
        List<Kept> newest = recent.subList(Math.max(0, recent.size() - MAX_SNAPSHOTS), recent.size());
        AtomicFile.replace(folder.resolve(RECENT), ByteBuffer.wrap(format(newest)));
        removeAllBut(newest);
    }

    private void put(Digest digest, byte[] bytes) throws IOException {
        if (document(digest) == null) {
            AtomicFile.replace(file(digest), ByteBuffer.wrap(bytes));
        }
    }

    private void removeAllBut(List<Kept> newest) throws IOException {
        Set<String> names = new HashSet<>();
        names.add(RECENT);
        for (Kept kept : newest) {
            names.add(name(kept.version().digest()));
            kept.documents().forEach(digest -> names.add(name(digest)));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!names.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static byte[] format(List<Kept> snapshots) {
        StringBuilder text = new StringBuilder();
        for (Kept kept : snapshots) {
            text.append(kept.version().generation())
                    .append(' ')
                    .append(name(kept.version().digest()));
            kept.documents().forEach(digest -> text.append(' ').append(name(digest)));
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Kept parse(String line) {
        try {
            String[] words = line.split(" ", -1);
            List<Digest> digests = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                digests.add(Digest.parse(DIGEST_PREFIX + words[i]));
            }
            return new Kept(
                    new Version(Long.parseLong(words[0]), digests.getFirst()), digests.subList(1, digests.size()));
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            return null;
        }
    }

    private Path file(Digest digest) {
        return folder.resolve(name(digest));
    }

    private static String name(Digest digest) {
        return digest.toString().substring(DIGEST_PREFIX.length());
    }
}
