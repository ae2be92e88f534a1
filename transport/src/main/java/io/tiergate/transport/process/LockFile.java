package io.tiergate.transport.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A file that one holder at a time has, on this machine. It is given free when it is closed and when the process ends, however that is. */
public final class LockFile implements AutoCloseable {
    /**
     * What is held in this process. A file that is held is not even opened again: closing any of its channels would give it free for other
     * processes (POSIX locks are the process's, not the channel's).
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path place;
    private final FileChannel channel;

    private LockFile(Path place, FileChannel channel) {
        this.place = place;
        this.channel = channel;
    }

    /**
     * Takes it; the file and its folder are made where they are not there.
     *
     * @return null if another has it, in this process or in another
     * @throws IOException if it cannot be written
     */
    public static @Nullable LockFile take(Path file) throws IOException {
        Path folder = file.resolveSibling(".").normalize();
        OwnerOnly.makeFolder(folder);
        Path place = folder.toRealPath().resolve(String.valueOf(file.getFileName()));
        if (!HELD.add(place)) {
            return null;
        }
        FileChannel channel = null;
        try {
            channel = locked(place);
        } finally {
            if (channel == null) {
                HELD.remove(place);
            }
        }
        return channel == null ? null : new LockFile(place, channel);
    }

    /** An open channel that has the file's lock; null if another process has it. */
    private static @Nullable FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? channel : null;
    }

    /** Gives it free. The second time does nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try {
                channel.close();
            } finally {
                HELD.remove(place);
            }
        }
    }
}
