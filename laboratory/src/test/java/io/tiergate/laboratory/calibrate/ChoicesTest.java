package io.tiergate.laboratory.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChoicesTest {
    /** The first small model is right in this share of a task's prompts. */
    private static List<RecordedPrompt> prompts(int count, double sums, double counts) {
        List<RecordedPrompt> prompts = new ArrayList<>();
        for (RecordedPrompt prompt : World.prompts(count, 1)) {
            double share = prompt.task().equals("sums") ? sums : counts;
            int number = Integer.parseInt(prompt.id().substring(1)) / 2;
            Map<String, RecordedAnswer> answers = new HashMap<>(prompt.answers());
            RecordedAnswer graded =
                    new RecordedAnswer("It is " + number, number % 100 < share * 100 ? 1 : 0, null, null);
            answers.put(World.CHEAP, graded);
            answers.put(World.OTHER, graded);
            prompts.add(new RecordedPrompt(prompt.id(), prompt.task(), null, prompt.messages(), answers));
        }
        return prompts;
    }

    private static Choice choice(List<Choice> choices, String task) {
        return choices.stream()
                .filter(choice -> choice.task().equals(task))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tierThatPasses95_isTheStart_andOneThatPasses85IsMonitored() {
        List<Choice> choices = Choices.byPassRate(World.study(prompts(400, 0.97, 0.9)));
        assertThat(choice(choices, "sums").way()).isEqualTo(new Choice.Start("small"));
        assertThat(choice(choices, "sums").why()).isEqualTo("small is right in 97.0% of 200");
        assertThat(choice(choices, "counts").way()).isEqualTo(new Choice.Start("small"));
        assertThat(choice(choices, "counts").why()).isEqualTo("small is right in 90.0% of 200: monitor");
    }

    @Test
    void tierBelow85_isLeftToTheNext() {
        List<Choice> choices = Choices.byPassRate(World.study(prompts(400, 0.84, 0.5)));
        assertThat(choices).extracting(Choice::way).containsOnly(new Choice.Start("frontier"));
    }

    @Test
    void taskWithOnePrompt_staysAsWritten() {
        List<RecordedPrompt> prompts = new ArrayList<>(prompts(200, 0.97, 0.97).stream()
                .filter(prompt -> prompt.task().equals("sums"))
                .toList());
        prompts.add(prompts(2, 1, 1).getLast());
        Choice single = choice(Choices.byPassRate(World.study(prompts)), "counts");
        assertThat(single.way()).isEqualTo(new Choice.AsWritten());
        assertThat(single.why()).contains("fewer than 10");
    }

    @Test
    void risk_takesTheCheapestWayWithinTheBound() {
        List<RecordedPrompt> prompts = prompts(1_200, 1, 0.5);
        List<Choice> choices = Choices.byRisk(World.study(prompts), new Choices.Risk(0.05, 0.95), null);
        assertThat(choice(choices, "sums").way()).isEqualTo(new Choice.Start("small"));
        assertThat(choice(choices, "counts").way()).isNotEqualTo(new Choice.Start("small"));
    }

    @Test
    void risk_findsABarWhereAgreementTells() {
        List<Choice> choices = Choices.byRisk(World.study(World.prompts(1_600, 1)), new Choices.Risk(0.05, 0.9), null);
        assertThat(choices).allSatisfy(choice -> assertThat(choice.way()).isInstanceOf(Choice.Bar.class));
    }

    @Test
    void risk_withFewPromptsNothingIsProvenButTheReference() {
        List<Choice> choices = Choices.byRisk(World.study(World.prompts(40, 1)), new Choices.Risk(0.01, 0.95), null);
        assertThat(choices).extracting(Choice::way).containsOnly(new Choice.Start("frontier"));
    }

    @Test
    void risk_beginsAtTheReference_whateverStandsAboveIt() {
        String policy =
                World.POLICY.replace("reference: frontier", "reference: small").replace("hybrid", "cascade");
        List<Choice> choices =
                Choices.byRisk(World.study(World.prompts(40, 1), policy), new Choices.Risk(0.01, 0.95), null);
        assertThat(choices).extracting(Choice::way).containsOnly(new Choice.Start("small"));
    }
}
