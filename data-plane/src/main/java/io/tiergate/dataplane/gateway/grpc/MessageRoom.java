package io.tiergate.dataplane.gateway.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.tiergate.dataplane.gateway.BodyRoom;
import io.tiergate.dataplane.gateway.Pace;
import io.tiergate.dataplane.gateway.Taking;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts what comes of each call's message against the room for bodies; a call that finds none is refused while its message is still coming, and so is one
 * that has some and whose message stops coming or comes in drops. A call whose caller does not take what is sent to it is ended. Thread-safe.
 */
public final class MessageRoom extends ServerStreamTracer.Factory {
    private static final Context.Key<Message> CURRENT = Context.key("tiergate-message");
    /** Looks at what is coming in the time that it may be quiet. */
    private static final int SWEEPS = 10;

    private static final Refusal SLOW =
            Refusal.of(ErrorKind.DEADLINE, "the message stopped coming, or came more slowly than 1,024 bytes a second");

    private final BodyRoom room;
    private final long patienceNanos;
    /** Messages that take room and have not come whole. */
    private final Set<Message> coming = ConcurrentHashMap.newKeySet();
    /** Calls that something was sent to. */
    private final Set<Message> answered = ConcurrentHashMap.newKeySet();

    private MessageRoom(BodyRoom room, Duration patience) {
        this.room = room;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Counts against that room.
     *
     * @param patience how long a message that takes room may be quiet
     * @param vertx its time, as long as it is open
     */
    public static MessageRoom in(BodyRoom room, Duration patience, Vertx vertx) {
        MessageRoom messages = new MessageRoom(room, patience);
        var _ = vertx.setPeriodic(Math.max(1, patience.toMillis() / SWEEPS), sweep -> messages.sweep());
        return messages;
    }

    private void sweep() {
        long now = System.nanoTime();
        coming.forEach(message -> message.endIfQuiet(now));
        answered.forEach(message -> message.endIfUntaken(now));
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Message();
    }

    /** How many calls are open that something was sent to. */
    public int answered() {
        return answered.size();
    }

    /** The message of the call of the current context; null where nothing counts. */
    static @Nullable Message current() {
        return CURRENT.get();
    }

    /** What has come of one call's message, and what went back. Its bytes come on the connection's event loop. */
    final class Message extends ServerStreamTracer {
        private final BodyRoom.Place place = room.place();
        private long bytes;
        private @Nullable Pace pace;
        private boolean whole;
        private volatile @Nullable Consumer<Refusal> refusal;
        private volatile boolean refused;
        private volatile Context.@Nullable CancellableContext context;
        private volatile @Nullable ServerCall<?, ?> call;
        private volatile boolean closed;
        /** Sent since the caller last kept up. */
        private final AtomicLong sent = new AtomicLong();
        /** Since when the caller does not keep up; 0: it does. Of the sweep alone. */
        private long behindNanos;

        /** Runs {@code action}, once, when no more of the message is taken. */
        void onRefused(Consumer<Refusal> action) {
            refusal = action;
        }

        /** Whether the call was refused: nothing more of it is wanted. */
        boolean isRefused() {
            return refused;
        }

        /** This call has the message. */
        void isOf(ServerCall<?, ?> theCall) {
            call = theCall;
        }

        /** Ends the call at once, with all that its caller has not taken. */
        void hangUp() {
            Context.CancellableContext own = context;
            if (own != null) {
                own.cancel(new TimeoutException()); // what gRPC ends a call for that is not closed
            }
        }

        @Override
        public Context filterContext(Context outer) {
            Context.CancellableContext own = outer.withCancellation();
            context = own;
            return own.withValue(CURRENT, this);
        }

        @Override
        public void outboundWireSize(long more) {
            sent.addAndGet(more);
            if (!closed) {
                answered.add(this);
            }
            if (closed) {
                answered.remove(this);
            }
        }

        private void endIfUntaken(long nowNanos) {
            ServerCall<?, ?> own = call;
            if (own == null || own.isReady()) {
                behindNanos = 0;
                sent.set(0);
                return;
            }
            if (behindNanos == 0) {
                behindNanos = nowNanos;
            }
            if (nowNanos - behindNanos > patienceNanos + Taking.nanos(sent.get())) {
                hangUp();
            }
        }

        @Override
        public void inboundWireSize(long more) {
            bytes += more;
            if (bytes <= BodyRoom.FREE_BYTES || refused || refusal == null) {
                return;
            }
            if (place.hold((int) Math.min(bytes, Integer.MAX_VALUE))) {
                heard((int) more);
            } else {
                findNoRoom();
            }
        }

        private synchronized void heard(int more) {
            long now = System.nanoTime();
            if (pace == null) {
                pace = new Pace(now);
                coming.add(this);
            }
            pace.moved(more, now);
        }

        @Override
        public void inboundMessageRead(int number, long wireBytes, long plainBytes) {
            synchronized (this) {
                whole = true;
            }
            coming.remove(this);
        }

        private void endIfQuiet(long nowNanos) {
            synchronized (this) {
                boolean quiet = pace != null && nowNanos - pace.lastNanos() > patienceNanos;
                if (!quiet || whole || refused) {
                    return;
                }
                refused = true;
            }
            end(SLOW);
        }

        private void findNoRoom() {
            synchronized (this) {
                if (refused) {
                    return;
                }
                refused = true;
            }
            end(BodyRoom.full());
        }

        private void end(Refusal why) {
            giveBack();
            Consumer<Refusal> action = refusal;
            if (action != null) {
                action.accept(why);
            }
        }

        private void giveBack() {
            coming.remove(this);
            place.giveBack();
        }

        @Override
        public void streamClosed(Status status) {
            closed = true;
            answered.remove(this);
            giveBack();
        }
    }
}
