package io.tiergate.transport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollingTest {
    private final Lines log = new Lines();
    private final AtomicInteger looks = new AtomicInteger();

    private Polling polling() {
        return new Polling(
                "test-poll",
                IllegalStateException.class,
                new Polling.Words("it is back", "what there is holds", "cannot look"),
                log);
    }

    @Test
    void whatIsGone_isToldOnce_andOnceThatItIsBack() throws Exception {
        CountDownLatch looked = new CountDownLatch(6);
        try (Polling polling = polling()) {
            polling.start(
                    () -> {
                        looked.countDown();
                        int look = looks.incrementAndGet();
                        if (look == 2 || look == 3) {
                            throw new IllegalStateException("it is gone");
                        }
                    },
                    Duration.ofMillis(1));
            assertThat(looked.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(List.copyOf(log.lines))
                .containsExactly("WARNING it is gone; what there is holds", "INFO it is back");
    }

    @Test
    void bug_isToldEachTime_andDoesNotEndThePoll() throws Exception {
        try (Polling polling = polling()) {
            polling.start(
                    () -> {
                        throw new IllegalArgumentException("a bug");
                    },
                    Duration.ofMillis(1));
            assertThat(log.lines.poll(30, TimeUnit.SECONDS)).isEqualTo("ERROR cannot look");
            assertThat(log.lines.poll(30, TimeUnit.SECONDS)).isEqualTo("ERROR cannot look");
        }
    }

    /** A log in memory. */
    private static final class Lines implements Logger {
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            lines.add(level + " " + message);
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... values) {
            lines.add(level + " " + format);
        }
    }
}
