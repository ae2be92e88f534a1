package io.tiergate.dataplane;

import io.tiergate.transport.process.LockFile;
import java.io.IOException;
import java.nio.file.Path;

/** Where an agent keeps what outlives it. One agent each: two would write the same files. */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final LockFile lock;

    private DataDirectory(Path path, LockFile lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Another agent has it. */
    static final class InUseException extends IOException {
        private static final long serialVersionUID = 1;

        private InUseException(Path path) {
            super("another agent uses the data directory " + path
                    + ": stop it, or give this one its own with --data-dir DIR");
        }
    }

    /**
     * Takes a directory, which is made if it is not there.
     *
     * @throws InUseException if another agent has it
     * @throws IOException if it cannot be written
     */
    static DataDirectory take(Path path) throws IOException {
        LockFile lock = LockFile.take(path.resolve("lock"));
        if (lock == null) {
            throw new InUseException(path);
        }
        return new DataDirectory(path, lock);
    }

    Path path() {
        return path;
    }

    /** Gives it free. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
