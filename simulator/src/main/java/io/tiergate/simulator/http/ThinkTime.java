package io.tiergate.simulator.http;

import io.tiergate.simulator.answer.Answer;
import org.jspecify.annotations.Nullable;

/**
 * How long the simulated model takes.
 *
 * @param mode by which rule
 * @param scale factor on every time
 * @param firstTokenMillis before the first token, by the rule of tokens
 * @param perTokenMillis for each token of output, by the rule of tokens
 */
public record ThinkTime(Mode mode, double scale, double firstTokenMillis, double perTokenMillis) {
    /** Answers at once. */
    public static final ThinkTime NONE = new ThinkTime(Mode.NONE, 1, 0, 0);

    public ThinkTime {
        if (!(scale >= 0 && firstTokenMillis >= 0 && perTokenMillis >= 0)) {
            throw new IllegalArgumentException("think times must be zero or more");
        }
    }

    /** By which rule the time is reckoned. */
    public enum Mode {
        /** None at all. */
        NONE,
        /** What the set says; the rule of tokens where it says nothing. */
        RECORDED,
        /** A time to the first token and one for each token of output. */
        TOKENS
    }

    /** The pace of one answer. */
    Pace pace(Answer answer, @Nullable Double recordedMillis, long extraMillis) {
        double byTokens = firstTokenMillis + perTokenMillis * answer.usage().totalOutput();
        return switch (mode) {
            case NONE -> new Pace(extraMillis, extraMillis);
            case TOKENS -> pace(firstTokenMillis, byTokens, extraMillis);
            case RECORDED ->
                recordedMillis == null
                        ? pace(firstTokenMillis, byTokens, extraMillis)
                        : pace(Math.min(firstTokenMillis, recordedMillis / 2), recordedMillis, extraMillis);
        };
    }

    private Pace pace(double first, double total, long extraMillis) {
        return new Pace(Math.round(first * scale) + extraMillis, Math.round(total * scale) + extraMillis);
    }

    /**
     * When the pieces of one answer are due, in milliseconds after the request.
     *
     * @param firstMillis the first piece
     * @param lastMillis the last piece, or the whole answer
     */
    record Pace(long firstMillis, long lastMillis) {
        long dueMillis(int piece, int pieces) {
            return pieces <= 1 ? lastMillis : firstMillis + (lastMillis - firstMillis) * piece / (pieces - 1);
        }
    }
}
