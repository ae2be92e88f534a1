package io.tiergate.cli.stack;

import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.policy.access.PresentedKey;
import io.tiergate.transport.process.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** Keys in files that only their owner can read. */
final class Secrets {
    private static final int CLUSTER_KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** Writes a new API key, unless the file is there. */
    static Path apiKey(Path file) {
        byte[] bytes = new byte[PresentedKey.RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return keep(file, PresentedKey.mint(bytes).reveal());
    }

    /** Writes a new cluster key, unless the file is there. */
    static Path clusterKey(Path file) {
        byte[] bytes = new byte[CLUSTER_KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return keep(file, Base64.getEncoder().encodeToString(bytes));
    }

    private static Path keep(Path file, String secret) {
        return Files.exists(file) ? file : write(file, secret);
    }

    /** Writes a secret in place of what the file held. */
    static Path write(Path file, String secret) {
        try {
            OwnerOnly.makeFolder(file.resolveSibling(".").normalize());
            Files.deleteIfExists(file);
            try (FileChannel channel = OwnerOnly.newFile(file)) {
                channel.write(ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            return file;
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot write " + file + ": " + e.getMessage(), "make it writable");
        }
    }

    /** What a file holds. */
    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage(), "is it yours?");
        }
    }
}
