package io.tiergate.dataplane.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

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
        /** Done when the leader is; a miss where it gives no answer. */
        final CompletableFuture<Lookup.Settled> landed = new CompletableFuture<>();
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
            land(new Lookup.Hit(answer));
        }

        @Override
        public void close() {
            land(new Lookup.Miss());
        }

        private void land(Lookup.Settled settled) {
            flights.remove(key, flight);
            flight.landed.complete(settled);
        }
    }

    /** One that came while its equal was being answered. */
    public final class Follower implements Part {
        private final CacheKey key;
        private final Flight flight;
        private final CompletableFuture<Lookup.Settled> waiting;

        private Follower(CacheKey key, Flight flight) {
            this.key = key;
            this.flight = flight;
            this.waiting = flight.landed.copy();
        }

        /** Waits for the leader, on a virtual thread. A miss: go on alone. */
        public Lookup.Settled await(long millis) {
            Lookup.Settled settled = new Lookup.Miss();
            try {
                settled = waiting.get(millis, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                flights.remove(key, flight); // a leader this slow leads no more newcomers
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a flight does not fail", e);
            }
            if (settled instanceof Lookup.Hit) {
                shared.increment();
            }
            return settled;
        }

        /** Ends the wait: the answer is not wanted any more. Any thread. */
        public void leave() {
            waiting.complete(new Lookup.Miss());
        }
    }
}
