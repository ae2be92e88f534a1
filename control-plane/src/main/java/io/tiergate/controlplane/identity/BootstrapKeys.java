package io.tiergate.controlplane.identity;

import io.tiergate.policy.access.PresentedKey;
import io.tiergate.policy.access.Role;
import io.tiergate.transport.process.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a new installation, before any access document: {@code operator.key} and {@code agent.key} in the data directory. What
 * the files hold is accepted, at any time; removing a file ends its key at once, writing one brings it (back). Thread-safe.
 */
public final class BootstrapKeys {
    private static final String OPERATOR = "operator";
    private static final String AGENT = "agent";

    private final Path directory;

    /** The keys in that directory. */
    public BootstrapKeys(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes both keys, readable by the owner only, and the directory if need be; keeps a file that is there.
     *
     * @throws IOException if a file cannot be written
     */
    public void mint() throws IOException {
        Files.createDirectories(directory);
        SecureRandom random = new SecureRandom();
        for (String name : new String[] {OPERATOR, AGENT}) {
            Path file = file(name);
            if (!Files.exists(file)) {
                byte[] bytes = new byte[PresentedKey.RANDOM_BYTES];
                random.nextBytes(bytes);
                write(file, PresentedKey.mint(bytes).reveal() + "\n");
            }
        }
    }

    @Nullable
    Caller identify(String key) {
        if (isIn(file(OPERATOR), key)) {
            return new Caller("bootstrap-" + OPERATOR, Set.of(Role.OPERATOR));
        }
        if (isIn(file(AGENT), key)) {
            return new Caller("bootstrap-" + AGENT, Set.of(Role.AGENT));
        }
        return null;
    }

    private Path file(String name) {
        return directory.resolve(name + ".key");
    }

    private static boolean isIn(Path file, String key) {
        try {
            String kept = Files.readString(file).strip();
            return !kept.isEmpty()
                    && MessageDigest.isEqual(
                            kept.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Not there, or not readable: not accepted.
            return false;
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = OwnerOnly.newFile(file)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
