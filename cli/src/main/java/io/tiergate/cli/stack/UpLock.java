package io.tiergate.cli.stack;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.transport.process.LockFile;
import java.io.IOException;
import java.nio.file.Path;

/** What is held while {@code tiergate up} runs in a directory. */
final class UpLock {
    private UpLock() {}

    /**
     * Takes the lock.
     *
     * @throws Failure if another {@code tiergate up} has it
     */
    static LockFile take(Path file) {
        try {
            LockFile lock = LockFile.take(file);
            if (lock == null) {
                throw Failure.usage(
                        "`tiergate up` runs in this directory already (it holds " + file + ")",
                        "use it, stop it with Ctrl-C, or start another one in another directory");
            }
            return lock;
        } catch (IOException e) {
            throw Failure.usage("cannot lock " + file + ": " + e.getMessage(), "make the directory writable");
        }
    }
}
