package io.tiergate.policy.record;

import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.cost.SpendKind;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Move;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The money of one request, attempt by attempt. */
public final class Ledger {
    private Ledger() {}

    /**
     * One line for every attempt that was billed.
     *
     * @param end the last move, which says what was served; null: the request broke off before it
     */
    public static List<LedgerLine> lines(List<AttemptResult> results, @Nullable Move end) {
        List<LedgerLine> lines = new ArrayList<>(results.size());
        for (AttemptResult result : results) {
            if (!result.usage().equals(TokenUsage.NONE)) {
                lines.add(new LedgerLine(
                        kind(result, end),
                        result.target().id(),
                        result.usage(),
                        result.target().model().price().micros(result.usage())));
            }
        }
        return lines;
    }

    /** What the served tokens would have cost at the reference tier; 0 where nothing was served. */
    public static long referenceMicros(Decision decision, List<AttemptResult> results, @Nullable Move end) {
        for (AttemptResult result : results) {
            if (isServed(result, end)) {
                return decision.referenceMicros(result.usage());
            }
        }
        return 0;
    }

    private static SpendKind kind(AttemptResult result, @Nullable Move end) {
        if (result.opinion() != null) {
            return SpendKind.JUDGE;
        }
        return isServed(result, end) ? SpendKind.SERVED : SpendKind.DISCARDED;
    }

    private static boolean isServed(AttemptResult result, @Nullable Move end) {
        return end instanceof Move.Serve serve && serve.attempt() == result.number();
    }
}
