package io.tiergate.cli.demo;

import io.tiergate.cli.stack.LocalAgent;

/** A way into an agent. Thread-safe. */
interface Door extends AutoCloseable {
    /**
     * Sends a request and waits for its end.
     *
     * @throws LostException if the agent went away before the end
     */
    Reply send(Ask ask, LocalAgent agent, String key) throws LostException;

    @Override
    void close();

    /** The agent went away; whether it had begun on the request is not known. */
    final class LostException extends Exception {
        private static final long serialVersionUID = 1;

        LostException(String message) {
            super(message, null, false, false);
        }
    }
}
