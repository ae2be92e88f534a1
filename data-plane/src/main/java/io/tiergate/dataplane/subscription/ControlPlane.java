package io.tiergate.dataplane.subscription;

import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Update;

/** The other end. */
interface ControlPlane {
    /** Opens a stream and says Hello. Does not block; what goes wrong is reported to the listener. */
    Connection connect(ClientMessage hello, Listener listener);

    /** One stream. Not thread-safe: its methods are the owner's. */
    interface Connection {
        /** Sends an answer; no effect when the stream is gone. */
        void send(ClientMessage message);

        /** Allows one more update to come. The first is allowed from the start. */
        void requestNext();

        /** Says goodbye and waits shortly until the other end has heard it. */
        void end();

        /** Drops the stream; the listener hears of it as of any other break. */
        void abort(String reason);
    }

    /** Hears of one stream, one call at a time, from any thread. Nothing comes after {@link #broken}. */
    interface Listener {
        /** The connection stands. */
        void ready();

        void received(Update update);

        void broken(Break cause);
    }
}
