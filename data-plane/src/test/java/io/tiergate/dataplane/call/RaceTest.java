package io.tiergate.dataplane.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RaceTest {
    @Test
    void tasks_runAtOnce_andComeInTheirOrder() {
        CyclicBarrier all = new CyclicBarrier(3);

        assertThat(Race.all(List.of(() -> meet(all, "a"), () -> meet(all, "b"), () -> meet(all, "c"))))
                .containsExactly("a", "b", "c");
    }

    @Test
    void oneTask_runsOnTheCallersThread() {
        assertThat(Race.all(List.of(Thread::currentThread))).containsExactly(Thread.currentThread());
    }

    @Test
    void taskThatThrows_isThrownOn() {
        IllegalArgumentException bug = new IllegalArgumentException("bug");

        assertThatThrownBy(() -> Race.all(List.of(() -> "fine", () -> {
                    throw bug;
                })))
                .hasCause(bug);
    }

    private static String meet(CyclicBarrier all, String name) throws Exception {
        all.await(30, TimeUnit.SECONDS);
        return name;
    }
}
