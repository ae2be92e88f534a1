package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InFlightTest {
    private static final CacheKey KEY = Samples.identity("q").key();
    private static final CachedAnswer ANSWER = Samples.cached("four", 0, 1);
    private static final long LONG_MILLIS = 20_000;

    private final InFlight flights = new InFlight();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void noLeak() {
        threads.close();
        assertThat(flights.size()).isZero();
    }

    @Test
    void publishedAnswer_reachesEveryFollower() throws Exception {
        InFlight.Leader leader = lead();
        List<Future<Lookup.Settled>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            InFlight.Follower follower = follow();
            waiting.add(threads.submit((Callable<Lookup.Settled>) () -> follower.await(LONG_MILLIS)));
        }

        leader.publish(ANSWER);

        for (Future<Lookup.Settled> settled : waiting) {
            assertThat(settled.get()).isEqualTo(new Lookup.Hit(ANSWER));
        }
        assertThat(flights.shared()).isEqualTo(100);
    }

    @Test
    void leaderThatFails_setsFollowersFree() throws Exception {
        Future<Lookup.Settled> waiting;
        try (InFlight.Leader leader = lead()) {
            assertThat(leader).isNotNull();
            InFlight.Follower follower = follow();
            waiting = threads.submit((Callable<Lookup.Settled>) () -> follower.await(LONG_MILLIS));
        }

        assertThat(waiting.get()).isEqualTo(new Lookup.Miss());
        assertThat(flights.shared()).isZero();
    }

    @Test
    void leaderThatIsSlow_isNotWaitedForAndLeadsNoMore() {
        InFlight.Leader slow = lead();

        assertThat(follow().await(1)).isEqualTo(new Lookup.Miss());

        try (InFlight.Leader next = lead()) {
            slow.publish(ANSWER);
            assertThat(flights.size()).isEqualTo(1); // the slow one ends only its own
            assertThat(next).isNotNull();
        }
    }

    @Test
    void followerThatComesBackLate_stillGetsThePublishedAnswer() {
        InFlight.Leader leader = lead();
        InFlight.Follower follower = follow();
        leader.publish(ANSWER);

        assertThat(follower.await(0)).isEqualTo(new Lookup.Hit(ANSWER));
    }

    @Test
    void followerThatLeaves_waitsNoLonger_andTheOthersDo() throws ExecutionException, InterruptedException {
        InFlight.Leader leader = lead();
        InFlight.Follower leaving = follow();
        InFlight.Follower staying = follow();
        Future<Lookup.Settled> gone = threads.submit(() -> leaving.await(LONG_MILLIS));
        Future<Lookup.Settled> still = threads.submit(() -> staying.await(LONG_MILLIS));

        leaving.leave();

        assertThat(gone.get()).isEqualTo(new Lookup.Miss());
        assertThat(flights.size()).isEqualTo(1);
        leader.publish(ANSWER);
        assertThat(still.get()).isEqualTo(new Lookup.Hit(ANSWER));
    }

    @Test
    void interruptedFollower_goesOnAloneAndStaysInterrupted() throws ExecutionException, InterruptedException {
        try (InFlight.Leader leader = lead()) {
            InFlight.Follower follower = follow();
            Future<Boolean> missed = threads.submit(() -> {
                Thread.currentThread().interrupt();
                return follower.await(LONG_MILLIS) instanceof Lookup.Miss && Thread.interrupted();
            });

            assertThat(missed.get()).isTrue();
            assertThat(leader).isNotNull();
        }
    }

    @Test
    void otherQuestion_hasItsOwnLeader() {
        try (InFlight.Leader one = lead()) {
            assertThat(flights.join(Samples.identity("other").key()))
                    .isInstanceOfSatisfying(InFlight.Leader.class, InFlight.Leader::close);
            assertThat(one).isNotNull();
        }
    }

    private InFlight.Leader lead() {
        return (InFlight.Leader) flights.join(KEY);
    }

    private InFlight.Follower follow() {
        return (InFlight.Follower) flights.join(KEY);
    }
}
