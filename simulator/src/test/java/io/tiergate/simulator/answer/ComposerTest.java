package io.tiergate.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.fault.Fault;
import io.tiergate.simulator.fault.FaultKind;
import io.tiergate.simulator.fault.FaultPlan;
import io.tiergate.simulator.recorded.Message;
import io.tiergate.simulator.recorded.Prompt;
import io.tiergate.simulator.recorded.RecordedAnswer;
import io.tiergate.simulator.recorded.RecordedPrompt;
import io.tiergate.simulator.recorded.RecordedUsage;
import io.tiergate.simulator.recorded.Tokens;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComposerTest {
    private static final Prompt PROMPT = Prompt.of(List.of(new Message("user", "hello world")));
    private static final String TEXT = "one two three four five";

    private static final Tokens TOKENS = new Tokens();

    private final Composer composer = new Composer(TOKENS);

    private Composed compose(RecordedUsage usage, @Nullable Long maxTokens, List<String> stops, FaultPlan faults) {
        RecordedAnswer answer = new RecordedAnswer(TEXT, List.of(), null, usage, null);
        RecordedPrompt prompt = new RecordedPrompt("p", PROMPT, Map.of("a/x", answer));
        return composer.compose(
                prompt, answer, new ChatRequest("x", PROMPT, maxTokens, stops, false, false, false), faults);
    }

    private static FaultPlan fault(FaultKind kind) {
        return FaultPlan.NONE.plus(new Fault(kind, 500, null, 0, 0));
    }

    @Test
    void usage_isCountedWhereTheSetSaysNothing() {
        Composed composed = compose(RecordedUsage.NONE, null, List.of(), FaultPlan.NONE);

        assertThat(composed.answer().usage()).isEqualTo(new Usage(2, 0, 0, 5, 0));
        assertThat(composed.asRecorded()).isTrue();
    }

    @Test
    void usage_isTheSetsWhereItHasOne() {
        RecordedUsage stated = new RecordedUsage(100L, 50L, 60, 10, 20);

        assertThat(compose(stated, null, List.of(), FaultPlan.NONE).answer().usage())
                .isEqualTo(new Usage(30, 60, 10, 30, 20));
    }

    @Test
    void partsOfACountedPrompt_neverExceedIt() {
        RecordedUsage stated = new RecordedUsage(null, null, 60, 10, 20);

        assertThat(compose(stated, null, List.of(), FaultPlan.NONE).answer().usage())
                .isEqualTo(new Usage(0, 2, 0, 5, 20));
    }

    @Test
    void maxTokens_cutsTextAndBill() {
        Composed composed = compose(RecordedUsage.NONE, 2L, List.of(), FaultPlan.NONE);

        assertThat(composed.answer().text()).isEqualTo("one two");
        assertThat(composed.answer().finish()).isEqualTo(Finish.LENGTH);
        assertThat(composed.answer().usage().totalOutput()).isEqualTo(2);
        assertThat(composed.asRecorded()).isFalse();
    }

    @Test
    void maxTokens_areSpentOnReasoningFirst() {
        Composed composed = compose(new RecordedUsage(null, 10L, 0, 0, 5), 6L, List.of(), FaultPlan.NONE);

        assertThat(composed.answer().text()).isEqualTo("one");
        assertThat(composed.answer().usage()).isEqualTo(new Usage(2, 0, 0, 1, 5));
    }

    @Test
    void maxTokensThatSuffice_changeNothing() {
        assertThat(compose(RecordedUsage.NONE, 5L, List.of(), FaultPlan.NONE).asRecorded())
                .isTrue();
    }

    @Test
    void earliestStop_endsTheAnswerBeforeIt() {
        Answer answer = compose(RecordedUsage.NONE, null, List.of("four", " three"), FaultPlan.NONE)
                .answer();

        assertThat(answer.text()).isEqualTo("one two");
        assertThat(answer.finish()).isEqualTo(Finish.STOP);
        assertThat(answer.stopSequence()).isEqualTo(" three");
        assertThat(answer.usage().output()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"REFUSAL", "EMPTY", "MALFORMED_ANSWER", "TRUNCATED"})
    void faultsInWhatIsSaid_areBilledAsSaid(FaultKind kind) {
        Composed composed = compose(new RecordedUsage(7L, 50L, 0, 0, 0), null, List.of(), fault(kind));

        assertThat(composed.answer().text()).isNotEqualTo(TEXT);
        assertThat(composed.answer().usage().input()).isEqualTo(7);
        assertThat(composed.answer().usage().output())
                .isEqualTo(TOKENS.count(composed.answer().text()));
        assertThat(composed.asRecorded()).isFalse();
    }

    @Test
    void partly_countsWhatWasSent() {
        Answer answer = compose(new RecordedUsage(7L, 50L, 0, 0, 0), null, List.of(), FaultPlan.NONE)
                .answer();

        assertThat(composer.partly(answer, "one two").output()).isEqualTo(2);
        assertThat(composer.partly(answer, "").output()).isZero();
        assertThat(composer.partly(answer, TEXT).output()).isEqualTo(50);
    }
}
