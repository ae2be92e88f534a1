package io.tiergate.dataplane.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Equal requests that are being answered on this agent now. The first leads; the others wait for its answer instead of paying for
 * their own, within a bound, and go on alone if it does not come. Thread-safe.
 */
public final class InFlight {
    private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final LongAdder shared = new LongAdder();

    /** The part of a request among its equals. */
    public sealed interface Part {}

    /** Takes part. Never blocks. */
    public Part join(CacheKey key) {
        Flight mine = new Flight();
        Flight other = flights.putIfAbsent(key, mine);
        return other == null ? new Leader(key, mine) : new Follower(key, other);
    }

    /** Questions that have a leader now. */
    public int size() {
        return flights.size();
    }

    /** Requests answered by another's answer so far. */
    public long shared() {
        return shared.sum();
    }

    private static final class Flight {
        final CountDownLatch landed = new CountDownLatch(1);
        volatile @Nullable CachedAnswer answer;
    }

    /** The first of its equals. Must be closed, however it ends: that sets the others free. */
    public final class Leader implements Part, AutoCloseable {
        private final CacheKey key;
        private final Flight flight;

        private Leader(CacheKey key, Flight flight) {
            this.key = key;
            this.flight = flight;
        }

        /** Gives the others an answer that may be cached. */
        public void publish(CachedAnswer answer) {
            flight.answer = answer;
            close();
        }

        @Override
        public void close() {
            flights.remove(key, flight);
            flight.landed.countDown();
        }
    }

    /** One that came while its equal was being answered. */
    public final class Follower implements Part {
        private final CacheKey key;
        private final Flight flight;

        private Follower(CacheKey key, Flight flight) {
            this.key = key;
            this.flight = flight;
        }

        /** Waits for the leader, on a virtual thread. A miss: go on alone. */
        public Lookup.Settled await(long millis) {
            try {
                if (!flight.landed.await(millis, TimeUnit.MILLISECONDS)) {
                    flights.remove(key, flight); // a leader this slow leads no more newcomers
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            CachedAnswer answer = flight.answer;
            if (answer == null) {
                return new Lookup.Miss();
            }
            shared.increment();
            return new Lookup.Hit(answer);
        }
    }
}
