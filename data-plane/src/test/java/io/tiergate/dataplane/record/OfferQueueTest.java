package io.tiergate.dataplane.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.record.OfferQueue.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class OfferQueueTest {
    @Test
    void elements_comeOutInTheirOrder_alsoAroundTheEndOfTheRing() {
        OfferQueue<Integer> queue = new OfferQueue<>(5);
        int next = 0;
        int expected = 0;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(queue.offer(next++)).isEqualTo(Taken.QUEUED);
            }
            for (Object element : drain(queue, 3)) {
                assertThat(element).isEqualTo(expected++);
            }
            for (Object element : drain(queue, 3)) {
                assertThat(element).isEqualTo(expected++);
            }
        }
        assertThat(expected).isEqualTo(next);
    }

    @Test
    void fullQueue_dropsTheOldest() {
        OfferQueue<Integer> queue = new OfferQueue<>(3);
        for (int i = 0; i < 3; i++) {
            queue.offer(i);
        }
        assertThat(queue.offer(3)).isEqualTo(Taken.OLDEST_DROPPED);
        assertThat(queue.offer(4)).isEqualTo(Taken.OLDEST_DROPPED);
        assertThat(drain(queue, 10)).containsExactly(2, 3, 4);
    }

    @Test
    void closedQueue_takesNothing_andIsDoneWhenDrained() {
        OfferQueue<Integer> queue = new OfferQueue<>(3);
        queue.offer(1);
        queue.close();
        assertThat(queue.offer(2)).isEqualTo(Taken.CLOSED);
        assertThat(queue.isDone()).isFalse();
        assertThat(drain(queue, 10)).containsExactly(1);
        assertThat(queue.isDone()).isTrue();
    }

    @Test
    void consumer_isNotLeftAsleep() throws InterruptedException {
        OfferQueue<Integer> queue = new OfferQueue<>(1 << 20);
        AtomicInteger seen = new AtomicInteger();
        int offers = 200_000;
        Thread consumer = Thread.ofPlatform().name("consumer").start(() -> {
            Object[] buffer = new Object[64];
            while (!queue.isDone()) {
                int count = queue.drainTo(buffer);
                seen.addAndGet(count);
                if (count == 0 && queue.sleepIfEmpty(Thread.currentThread())) {
                    LockSupport.park();
                }
            }
        });
        List<Thread> producers = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            producers.add(Thread.ofVirtual().name("producer-", p).start(() -> {
                for (int i = 0; i < offers / 4; i++) {
                    queue.offer(i);
                }
            }));
        }
        for (Thread producer : producers) {
            producer.join();
        }
        queue.close();
        LockSupport.unpark(consumer);
        consumer.join();
        assertThat(seen).hasValue(offers);
    }

    private static List<Object> drain(OfferQueue<Integer> queue, int max) {
        Object[] into = new Object[max];
        int count = queue.drainTo(into);
        List<Object> drained = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drained.add(into[i]);
        }
        return drained;
    }
}
