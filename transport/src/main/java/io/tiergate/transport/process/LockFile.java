package io.tiergate.transport.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file that one holder at a time has, on this machine. It is given free when it is closed and when the process ends, however that is. */
public final class LockFile implements AutoCloseable {
    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it; the file and its folder are made where they are not there.
     *
     * @return null if another has it, in this process or in another
     * @throws IOException if it cannot be written
     */
    public static @Nullable LockFile take(Path file) throws IOException {
        OwnerOnly.makeFolder(file.resolveSibling(".").normalize());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            return null;
        }
        return new LockFile(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
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
