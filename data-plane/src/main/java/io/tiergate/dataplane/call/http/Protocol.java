package io.tiergate.dataplane.call.http;

import io.tiergate.dataplane.call.Provider.Sink;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.dataplane.call.Reply;
import java.util.List;

/** What differs between wire protocols. Stateless; safe for any number of threads. */
public interface Protocol {
    /** What comes after a provider's base URL. */
    String path();

    /** Names and values, in turn, of the headers that carry the credential and the protocol's version. */
    List<CharSequence> headers(String credential);

    /**
     * The body of a request.
     *
     * @throws CallFailure as {@code BAD_REQUEST} if the protocol cannot say what is asked
     */
    byte[] body(ProviderCall call, boolean stream) throws CallFailure;

    /** Reads a whole reply of status 200. Never throws. */
    Reply answer(ProviderCall call, byte[] body);

    /** A reader of one stream. */
    Stream stream(ProviderCall call, Sink sink);

    /** Reads one stream's events, hands pieces on and puts the answer together. Confined to one thread. */
    interface Stream {
        /**
         * The next event.
         *
         * @param data its JSON, or what the protocol has in its place; multi-line data on one line
         * @return false: the answer is whole and nothing more is wanted
         * @throws CallFailure if the event ends the call
         */
        boolean event(byte[] data) throws CallFailure;

        /**
         * The answer, after the last event.
         *
         * @throws CallFailure as {@code CUT} if the end was missing
         */
        Reply end() throws CallFailure;

        /** Whether a piece was handed on. */
        boolean started();

        /** What the provider has done so far, as far as the stream shows it. */
        Reply.Work work();
    }
}
