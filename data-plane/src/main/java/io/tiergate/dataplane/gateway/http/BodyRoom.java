package io.tiergate.dataplane.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for the bodies of requests that are being read or answered. What it has no room for is refused, as an agent that runs out of memory
 * serves nobody. The beginning of each body is free: callers with large ones do not keep others out. Safe for any number of threads.
 */
final class BodyRoom {
    /** More than most requests have. */
    static final int FREE_BYTES = 16 * 1024;

    private final AtomicLong left;

    BodyRoom(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Bytes that are left. */
    long left() {
        return left.get();
    }

    /** The place of one body, which has none of it yet. */
    Place place() {
        return new Place();
    }

    /** What one body takes. It grows by one thread; any may give it back. */
    final class Place {
        private final AtomicLong taken = new AtomicLong();

        private Place() {}

        /** Takes as much as a body of that many bytes needs; false, and nothing is taken, if there is not enough. */
        boolean hold(int bodyBytes) {
            long more = bodyBytes - FREE_BYTES - taken.get();
            if (more <= 0) {
                return true;
            }
            if (left.addAndGet(-more) < 0) {
                left.addAndGet(more);
                return false;
            }
            taken.addAndGet(more);
            return true;
        }

        /** Gives all of it back. The second time does nothing. */
        void giveBack() {
            left.addAndGet(taken.getAndSet(0));
        }
    }
}
