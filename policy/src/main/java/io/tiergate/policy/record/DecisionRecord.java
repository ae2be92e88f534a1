package io.tiergate.policy.record;

import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one request, whole: what was known, what was decided on it, what came of it and what it cost. It holds no prompt
 * or answer text. {@code docs/records.md} shows its JSON form; {@link Replay} decides again from it.
 *
 * @param header who, when, under which content
 * @param decision what the policy said; null for requests that were refused before that
 * @param cache what the cache did
 * @param plan what was to be tried; null where nothing was planned (a hit, a refusal)
 * @param steps what was asked and what came of it, in order
 * @param end how it ended
 * @param ledger one line per billed attempt
 * @param referenceMicros what the served tokens would have cost at the reference tier
 * @param timing durations
 */
public record DecisionRecord(
        Header header,
        @Nullable Decision decision,
        CacheUse cache,
        @Nullable Plan plan,
        List<Step> steps,
        End end,
        List<LedgerLine> ledger,
        long referenceMicros,
        Timing timing) {
    /** Version of the JSON form. */
    public static final int VERSION = 1;

    public DecisionRecord {
        steps = List.copyOf(steps);
        ledger = List.copyOf(ledger);
    }

    /** Micro-dollars of all attempts. */
    public long costMicros() {
        long sum = 0;
        for (LedgerLine line : ledger) {
            sum += line.micros();
        }
        return sum;
    }

    /**
     * Who, when, under which content.
     *
     * @param id the decision's
     * @param timeMillis of arrival, since 1970
     * @param agent name of the agent
     * @param build version of its software
     * @param api {@code http} or {@code grpc}
     * @param asked the request's {@code model}, shortened
     * @param routing what it routed by; null: it had nothing
     * @param access what it knew callers by; null: it had nothing
     * @param caller name of the key or certificate; empty: unknown
     * @param tenant the caller's; empty: unknown, or none
     */
    public record Header(
            String id,
            long timeMillis,
            String agent,
            String build,
            String api,
            String asked,
            @Nullable Content routing,
            @Nullable Content access,
            String caller,
            String tenant) {}

    /**
     * Content that an agent ran.
     *
     * @param generation the fleet's activation count
     * @param digest {@code sha256:HEX}
     */
    public record Content(long generation, String digest) {}

    /**
     * What the cache did.
     *
     * @param state {@code bypass}, {@code miss}, {@code exact} or {@code semantic}
     * @param key of the request's identity; empty on a bypass
     * @param origin id of the decision whose answer was served; empty unless it was a hit
     * @param target where that answer came from; empty unless it was a hit
     * @param tier tier of that target; empty unless it was a hit
     * @param similar what came of looking for a similar question; null: none was looked for, or there was none
     */
    public record CacheUse(
            String state,
            String key,
            String origin,
            String target,
            String tier,
            @Nullable Similar similar) {
        /** Not looked up. */
        public static final CacheUse BYPASS = new CacheUse("bypass", "", "", "", "");

        /** One that looked for equal requests alone. */
        public CacheUse(String state, String key, String origin, String target, String tier) {
            this(state, key, origin, target, tier, null);
        }
    }

    /** What came of looking for a similar question. */
    public sealed interface Similar {
        /**
         * The likeliest one.
         *
         * @param probability that its answer answers this request, too, in millionths
         * @param cosine of the two embeddings, in millionths
         */
        record Found(int probability, int cosine) implements Similar {}

        /**
         * None was looked for.
         *
         * @param why in a few words
         */
        record Unasked(String why) implements Similar {}
    }

    /**
     * One move and what came of it.
     *
     * @param seen what the move was chosen on
     * @param ask the move
     * @param attempts one per call of the move
     */
    public record Step(Observation seen, Move.Calling ask, List<Attempt> attempts) {
        public Step {
            attempts = List.copyOf(attempts);
        }
    }

    /**
     * One call and what came of it.
     *
     * @param result what the walk goes by
     * @param detail what went wrong, in a few words; of an answer: why it was not compared with others, though the policy says how; else empty
     * @param model as the provider named it; empty when it did not
     * @param firstMicros microseconds to the first byte of the answer; 0: none came
     * @param totalMicros microseconds to its end
     */
    public record Attempt(AttemptResult result, String detail, String model, long firstMicros, long totalMicros) {
        /** The attempts of a walk's last move with what the whole gate says of them, as the walk knows it. */
        public static List<Attempt> with(List<Attempt> attempts, Climb climb) {
            List<AttemptResult> latest = climb.latest(attempts.size());
            List<Attempt> judged = new ArrayList<>(attempts.size());
            for (int i = 0; i < attempts.size(); i++) {
                Attempt attempt = attempts.get(i);
                judged.add(new Attempt(
                        latest.get(i), attempt.detail, attempt.model, attempt.firstMicros, attempt.totalMicros));
            }
            return judged;
        }
    }

    /** How a request ended. */
    public sealed interface End {
        /**
         * The walk came to an end.
         *
         * @param seen what the last move was chosen on
         * @param move {@link Move.Serve} or {@link Move.Fail}
         */
        record Walked(Observation seen, Move move) implements End {}

        /** The cache answered. */
        record Hit() implements End {}

        /**
         * Refused before anything was tried, or broken by a bug.
         *
         * @param error kind of error
         * @param message as the caller got it
         */
        record Refused(String error, String message) implements End {}
    }

    /**
     * Durations in microseconds.
     *
     * @param total from arrival to the end of the answer
     * @param upstream of it, waiting for providers and between retries
     */
    public record Timing(long total, long upstream) {
        /** What the agent itself took. */
        public long overhead() {
            return total - upstream;
        }
    }
}
