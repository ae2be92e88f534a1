package io.tiergate.dataplane.gateway;

import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Memory for the bodies of requests that are being read or answered. What it has no room for is refused, as an agent that runs out of memory
 * serves nobody. The beginning of each body is free: callers with large ones do not keep others out. Safe for any number of threads.
 */
public final class BodyRoom {
    /** More than most requests have. */
    public static final int FREE_BYTES = 16 * 1024;

    private static final Refusal FULL =
            new Refusal(ErrorKind.OVERLOADED, "the agent has no room for so large a request now; try again", 1);

    private final AtomicLong left;
    private final LongAdder refused = new LongAdder();

    /** So much room, beside the free beginnings. */
    public BodyRoom(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Bytes that are left. */
    public long left() {
        return left.get();
    }

    /** How often there was not enough. */
    public long refused() {
        return refused.sum();
    }

    /** What callers are told whose request finds no room. */
    public static Refusal full() {
        return FULL;
    }

    /** The place of one body, which has none of it yet. */
    public Place place() {
        return new Place();
    }

    /** What one body takes. It grows by one thread; any may give it back. */
    public final class Place {
        private final AtomicLong taken = new AtomicLong();

        private Place() {}

        /** Takes as much as a body of that many bytes needs; false, and nothing is taken, if there is not enough. */
        public boolean hold(int bodyBytes) {
            long more = bodyBytes - FREE_BYTES - taken.get();
            if (more <= 0) {
                return true;
            }
            if (left.addAndGet(-more) < 0) {
                left.addAndGet(more);
                refused.increment();
                return false;
            }
            taken.addAndGet(more);
            return true;
        }

        /** Gives all of it back. The second time does nothing. */
        public void giveBack() {
            left.addAndGet(taken.getAndSet(0));
        }
    }
}
