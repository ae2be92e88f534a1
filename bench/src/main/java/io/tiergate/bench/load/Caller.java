package io.tiergate.bench.load;

/** One caller with a connection of its own; confined to a thread. */
public interface Caller extends AutoCloseable {
    /** One request and its whole reply. Throws if that is not a good answer. */
    void call();

    @Override
    void close();
}
