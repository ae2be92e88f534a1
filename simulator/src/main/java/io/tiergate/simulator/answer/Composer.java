package io.tiergate.simulator.answer;

import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.fault.FaultKind;
import io.tiergate.simulator.fault.FaultPlan;
import io.tiergate.simulator.recorded.RecordedAnswer;
import io.tiergate.simulator.recorded.RecordedPrompt;
import io.tiergate.simulator.recorded.RecordedUsage;
import io.tiergate.simulator.recorded.Tokens;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answer to one request of a recorded one: usage, faults in what is said, stop sequences, token limit.
 * Thread-safe.
 */
public final class Composer {
    private static final String REFUSAL = "I'm sorry, but I can't help with that.";

    private final Tokens tokens;

    /** Counts with {@code tokens} what a set does not state. */
    public Composer(Tokens tokens) {
        this.tokens = tokens;
    }

    /** The answer to {@code request}. */
    public Composed compose(RecordedPrompt prompt, RecordedAnswer recorded, ChatRequest request, FaultPlan faults) {
        Answer whole = whole(prompt, recorded, request.logprobs());
        Answer answer = limited(stopped(twisted(whole, faults), request.stops()), request.maxTokens());
        return new Composed(answer, answer.equals(whole) && !request.logprobs());
    }

    /** The tokens of an answer of which only {@code sent} has left the provider. */
    public Usage partly(Answer answer, String sent) {
        if (sent.length() == answer.text().length() && answer.toolCalls().isEmpty()) {
            return answer.usage();
        }
        return answer.usage().withOutput(Math.min(answer.usage().output(), tokens.count(sent)));
    }

    private Answer whole(RecordedPrompt prompt, RecordedAnswer recorded, boolean logprobs) {
        String text = recorded.text() == null ? "" : recorded.text();
        Finish finish =
                Finish.ofRecorded(recorded.finishReason(), !recorded.toolCalls().isEmpty());
        return new Answer(
                text,
                recorded.toolCalls(),
                finish,
                null,
                usage(prompt, recorded),
                logprobs ? recorded.logprob() : null);
    }

    /** The tokens of a whole recorded answer: as the set states them, else counted. */
    public Usage usage(RecordedPrompt prompt, RecordedAnswer recorded) {
        RecordedUsage stated = recorded.usage();
        long input = stated.input() == null ? prompt.promptTokens(tokens) : stated.input();
        long cached = Math.min(stated.cachedInput(), input);
        long written = Math.min(stated.cacheWrite(), input - cached);
        long output = stated.output() == null ? recorded.textTokens(tokens) : stated.output() - stated.reasoning();
        return new Usage(input - cached - written, cached, written, output, stated.reasoning());
    }

    private Answer twisted(Answer answer, FaultPlan faults) {
        if (faults.fault() == null) {
            return answer;
        }
        FaultKind kind = faults.fault().kind();
        return switch (kind) {
            case REFUSAL -> saying(answer, REFUSAL, Finish.STOP, null);
            case EMPTY -> saying(answer, "", Finish.STOP, null);
            case MALFORMED_ANSWER -> saying(answer, firstHalf(answer.text()), Finish.STOP, null);
            case TRUNCATED -> saying(answer, firstHalf(answer.text()), Finish.LENGTH, null);
            case LATENCY, STATUS, CUT, STALL, MALFORMED, WRONG_USAGE, NO_USAGE -> answer;
        };
    }

    private static String firstHalf(String text) {
        int half = text.length() / 2;
        boolean insideCharacter = half > 0 && Character.isLowSurrogate(text.charAt(half));
        return text.substring(0, insideCharacter ? half - 1 : half);
    }

    private Answer saying(Answer answer, String text, Finish finish, @Nullable String stopSequence) {
        return new Answer(
                text, List.of(), finish, stopSequence, answer.usage().withOutput(tokens.count(text)), answer.logprob());
    }

    private Answer stopped(Answer answer, List<String> stops) {
        int earliest = Integer.MAX_VALUE;
        String reached = null;
        for (String stop : stops) {
            int at = answer.text().indexOf(stop);
            if (at >= 0 && at < earliest) {
                earliest = at;
                reached = stop;
            }
        }
        return reached == null ? answer : saying(answer, answer.text().substring(0, earliest), Finish.STOP, reached);
    }

    private Answer limited(Answer answer, @Nullable Long maxTokens) {
        Usage usage = answer.usage();
        if (maxTokens == null || usage.totalOutput() <= maxTokens) {
            return answer;
        }
        long reasoning = Math.min(usage.reasoning(), maxTokens);
        long output = maxTokens - reasoning;
        return new Answer(
                tokens.beginning(answer.text(), output),
                List.of(),
                Finish.LENGTH,
                null,
                new Usage(usage.input(), usage.cachedInput(), usage.cacheWrite(), output, reasoning),
                answer.logprob());
    }
}
