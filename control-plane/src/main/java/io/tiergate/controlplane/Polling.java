package io.tiergate.controlplane;

import io.tiergate.controlplane.publish.Follower;
import io.tiergate.controlplane.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a shared database again and again what other control planes activated. Says once when it is gone, and once when it is back. */
final class Polling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Polling.class);

    private final Follower follower;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-poll").daemon().factory());
    private boolean gone;

    Polling(Follower follower) {
        this.follower = follower;
    }

    void start(Duration interval) {
        var _ = executor.scheduleWithFixedDelay(
                this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void poll() {
        try {
            follower.catchUp();
            if (gone) {
                gone = false;
                LOG.info("the database answers again");
            }
        } catch (StoreUnavailableException e) {
            if (!gone) {
                gone = true;
                LOG.warn("{}; agents keep what they have", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("cannot follow the store", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
