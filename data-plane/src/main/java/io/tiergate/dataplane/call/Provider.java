package io.tiergate.dataplane.call;

/** Speaks one wire protocol to providers. Safe for any number of threads; calls block, so they run on virtual threads. */
public interface Provider {
    /** One call whose whole answer is awaited, whatever the request says of streaming. Never throws. */
    Reply complete(ProviderCall call);

    /**
     * One call whose answer is handed on in pieces as it comes.
     *
     * @param sink gets OpenAI {@code chat.completion.chunk} objects, translated where the provider speaks another protocol; it may block
     *     (then the provider's connection is not read: back-pressure) and may throw {@code CallerGoneException} (then the call is
     *     cancelled and ends as {@code CANCELLED})
     * @return how it ended, with the whole answer put together from the pieces. Never throws.
     */
    Reply stream(ProviderCall call, Sink sink);

    /** Takes the pieces of a stream. */
    interface Sink {
        /** The next piece, as JSON. */
        void piece(byte[] chunk);
    }
}
