package io.tiergate.classifier;

import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.run.ModelDirectory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the directory of models again and again. Says once that it cannot be read, and once that it can again. */
final class Polling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Polling.class);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("model-poll").daemon().factory());
    private boolean gone;

    void start(ModelDirectory directory, Duration interval) {
        var _ = executor.scheduleWithFixedDelay(
                () -> poll(directory), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void poll(ModelDirectory directory) {
        try {
            directory.scan();
            if (gone) {
                gone = false;
                LOG.info("the directory of models can be read again");
            }
        } catch (ModelException e) {
            if (!gone) {
                gone = true;
                LOG.warn("{}; what is loaded serves on", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("cannot look at the directory of models", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
