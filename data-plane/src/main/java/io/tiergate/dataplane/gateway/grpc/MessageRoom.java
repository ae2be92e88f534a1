package io.tiergate.dataplane.gateway.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.tiergate.dataplane.gateway.BodyRoom;
import org.jspecify.annotations.Nullable;

/** Counts what comes of each call's message against the room for bodies; a call that finds none is refused while its message is still coming. */
public final class MessageRoom extends ServerStreamTracer.Factory {
    private static final Context.Key<Message> CURRENT = Context.key("tiergate-message");

    private final BodyRoom room;

    /** Counts against that room. */
    public MessageRoom(BodyRoom room) {
        this.room = room;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Message(room.place());
    }

    /** The message of the call of the current context; null where nothing counts. */
    static @Nullable Message current() {
        return CURRENT.get();
    }

    /** What has come of one call's message. Its bytes come on the connection's event loop. */
    static final class Message extends ServerStreamTracer {
        private final BodyRoom.Place place;
        private long bytes;
        private volatile @Nullable Runnable refusal;
        private volatile boolean refused;

        private Message(BodyRoom.Place place) {
            this.place = place;
        }

        /** Runs {@code action}, once, when there is no room for more of the message. */
        void onNoRoom(Runnable action) {
            refusal = action;
        }

        /** Whether the call was refused: nothing more of it is wanted. */
        boolean isRefused() {
            return refused;
        }

        @Override
        public Context filterContext(Context context) {
            return context.withValue(CURRENT, this);
        }

        @Override
        public void inboundWireSize(long more) {
            bytes += more;
            Runnable action = refusal;
            if (!refused && action != null && !place.hold((int) Math.min(bytes, Integer.MAX_VALUE))) {
                refused = true;
                place.giveBack();
                action.run();
            }
        }

        @Override
        public void streamClosed(Status status) {
            place.giveBack();
        }
    }
}
