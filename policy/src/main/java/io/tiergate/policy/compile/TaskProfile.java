package io.tiergate.policy.compile;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.gate.Check;
import io.tiergate.policy.gate.SoftGate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one type of task is served.
 *
 * @param name task type
 * @param owner who answers for it; empty: nobody (a warning)
 * @param strategy how targets are chosen
 * @param ladder the order in which it climbs tiers
 * @param gate checks that every attempt must pass, hard ones
 * @param soft checks that say how likely an answer is right, and what follows from that
 * @param judges who grades answers that the gate leaves to a judge, in order of preference
 * @param answer what its answers are
 * @param outputTokens expected length of an answer
 * @param domain subject area of requests that declare none; null: unknown
 * @param timeouts its own bounds; null: the policy's
 */
public record TaskProfile(
        String name,
        String owner,
        Strategy strategy,
        Ladder ladder,
        List<Check> gate,
        SoftGate soft,
        List<Target> judges,
        AnswerSpec answer,
        long outputTokens,
        @Nullable String domain,
        CompiledPolicy.@Nullable Timeouts timeouts) {
    public TaskProfile {
        gate = List.copyOf(gate);
        judges = List.copyOf(judges);
    }

    /** A task without soft checks. */
    public TaskProfile(
            String name,
            String owner,
            Strategy strategy,
            Ladder ladder,
            List<Check> gate,
            AnswerSpec answer,
            long outputTokens,
            @Nullable String domain,
            CompiledPolicy.@Nullable Timeouts timeouts) {
        this(name, owner, strategy, ladder, gate, SoftGate.NONE, List.of(), answer, outputTokens, domain, timeouts);
    }

    /** Names of all checks of its gate, the hard ones first. */
    public List<String> checks() {
        return Stream.concat(gate.stream().map(Check::name), soft.names().stream())
                .toList();
    }
}
