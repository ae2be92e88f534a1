package io.tiergate.cli.stack;

import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held while {@code tiergate up} runs in a directory; it ends with the process, however that does. */
final class UpLock implements AutoCloseable {
    private final FileChannel channel;

    private UpLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws Failure if another {@code tiergate up} has it
     */
    static UpLock take(Path file) {
        try {
            Secrets.directory(file.resolveSibling(".").normalize());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel) == null) {
                channel.close();
                throw Failure.usage(
                        "`tiergate up` runs in this directory already (it holds " + file + ")",
                        "use it, stop it with Ctrl-C, or start another one in another directory");
            }
            return new UpLock(channel);
        } catch (IOException e) {
            throw Failure.usage("cannot lock " + file + ": " + e.getMessage(), "make the directory writable");
        }
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
