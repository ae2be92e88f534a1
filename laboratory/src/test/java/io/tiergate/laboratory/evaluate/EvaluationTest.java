package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.policy.estimate.Estimates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
    private static Report evaluate(List<RecordedPrompt> prompts, @Nullable Estimates fixed) {
        return Evaluation.run(World.study(prompts), fixed);
    }

    private static Estimates trained(List<RecordedPrompt> prompts) {
        List<Case> cases = World.cases(prompts);
        return Study.compiled(EstimatesTrainer.train(cases, World.models(), World.SETTINGS, Map.of()));
    }

    private static Report.Row row(Report report, String name) {
        return report.strategies().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The same prompts and texts, each with another prompt's scores. */
    private static List<RecordedPrompt> withScoresPermuted(List<RecordedPrompt> prompts) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(11));
        List<RecordedPrompt> permuted = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            RecordedPrompt prompt = prompts.get(i);
            Map<String, RecordedAnswer> scores = prompts.get(order.get(i)).answers();
            Map<String, RecordedAnswer> answers = new HashMap<>();
            prompt.answers().forEach((model, answer) -> {
                RecordedAnswer other = scores.get(model);
                answers.put(model, new RecordedAnswer(answer.text(), other == null ? 0 : other.score(), null, null));
            });
            permuted.add(new RecordedPrompt(prompt.id(), prompt.task(), null, prompt.messages(), answers));
        }
        return permuted;
    }

    @Test
    void agreementOfCheapModels_replacesTheDearOne() {
        Report report = evaluate(World.prompts(800, 1), null);
        Report.Row tiergate = row(report, "tiergate");
        assertThat(tiergate.costShare()).isLessThan(0.5);
        assertThat(tiergate.qualityShare().value()).isGreaterThan(0.97);
        assertThat(report.versus().difference().low()).isPositive();
        assertThat(row(report, "always:frontier").costShare()).isEqualTo(1);
        assertThat(row(report, "always:frontier").qualityShare().value()).isEqualTo(1);
        assertThat(row(report, "oracle").quality()).isGreaterThanOrEqualTo(tiergate.quality());
    }

    @Test
    void decisions_neverSeeTheAnswerKey() {
        Estimates fixed = trained(World.prompts(400, 1));
        List<RecordedPrompt> judged = World.prompts(400, 2);
        Report honest = evaluate(judged, fixed);
        Report permuted = evaluate(withScoresPermuted(judged), fixed);
        assertThat(permuted.decisions()).isEqualTo(honest.decisions());
        assertThat(row(permuted, "tiergate").quality())
                .isNotEqualTo(row(honest, "tiergate").quality());
    }

    @Test
    void sameSeed_givesTheSameReport() {
        List<RecordedPrompt> prompts = World.prompts(200, 3);
        assertThat(evaluate(prompts, null).strategies())
                .isEqualTo(evaluate(prompts, null).strategies());
    }

    @Test
    void taskThatCheapModelsCannotDo_isNotWorthRouting() {
        List<RecordedPrompt> prompts = World.prompts(400, 4).stream()
                .map(prompt -> {
                    if (prompt.task().equals("sums")) {
                        return prompt;
                    }
                    Map<String, RecordedAnswer> answers = new HashMap<>(prompt.answers());
                    answers.put(World.CHEAP, new RecordedAnswer("It is 5", 0, null, null));
                    answers.put(World.OTHER, new RecordedAnswer("It is 5", 0, null, null));
                    return new RecordedPrompt(prompt.id(), prompt.task(), null, prompt.messages(), answers);
                })
                .toList();
        assertThat(evaluate(prompts, null).tasks())
                .extracting(Report.TaskRow::name, Report.TaskRow::worthRouting)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("counts", false),
                        org.assertj.core.api.Assertions.tuple("sums", true));
    }

    @Test
    void curve_isDrawn() {
        Report report = evaluate(World.prompts(120, 5), null);
        assertThat(CurveDrawing.svg("a < b", report.curves()))
                .startsWith("<svg")
                .contains("a &lt; b", "tiergate", "task_prior")
                .endsWith("</svg>\n");
    }

    @Test
    void timeToAnAnswer_isThatOfEveryRoundThatWasWaitedFor() {
        Report report = evaluate(World.timed(World.prompts(400, 5), 10), null);

        assertThat(row(report, "always:frontier").p50Millis()).isEqualTo(1_490);
        assertThat(row(report, "always:frontier").p95Millis()).isEqualTo(1_940);
        // The cheap ones first, then on some the dear one.
        assertThat(row(report, "tiergate").p50Millis()).isLessThan(200);
        assertThat(row(report, "tiergate").p95Millis()).isBetween(1_500.0, 2_200.0);
        assertThat(row(evaluate(World.prompts(200, 5), null), "tiergate").p95Millis())
                .isNull();
    }
}
