package io.tiergate.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.simulator.answer.Library.Lookup;
import io.tiergate.simulator.bill.Prices;
import io.tiergate.simulator.recorded.Message;
import io.tiergate.simulator.recorded.Prompt;
import io.tiergate.simulator.recorded.RecordedAnswer;
import io.tiergate.simulator.recorded.RecordedPrompt;
import io.tiergate.simulator.recorded.RecordedUsage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgingTest {
    private static final Prompt QUESTION =
            Prompt.of(List.of(new Message("system", "Be brief."), new Message("user", "6 * 7?")));
    private static final Library LIBRARY = new Library(List.of(new RecordedPrompt(
            "p1",
            QUESTION,
            Map.of(
                    "sim/good", answer("42", 1.0),
                    "sim/fair", answer("about 40", 0.345),
                    "sim/unscored", answer("seven", null)))));
    private static final ServedModel JUDGE = new ServedModel(
            "sim/judge",
            "judge",
            new Prices(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE),
            List.of("sim/judge"));

    private static RecordedAnswer answer(String text, @Nullable Double score) {
        return new RecordedAnswer(text, List.of(), null, RecordedUsage.NONE, null, score);
    }

    private static Lookup ask(String form) {
        Prompt prompt = Prompt.of(List.of(new Message("system", "You grade."), new Message("user", form)));
        return new Answers(LIBRARY, false)
                .find(new ChatRequest("judge", prompt, null, List.of(), false, false, false), JUDGE);
    }

    private static String form(String answer) {
        return "{\"form\":\"tiergate/judge/1\",\"conversation\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"6 * 7?\"}],\"answer\":\"" + answer + "\"}";
    }

    @Test
    void grade_isTheRecordedScore_andSaysThatItIsSimulated() {
        assertThat(ask(form("42"))).isInstanceOfSatisfying(Lookup.Found.class, found -> {
            assertThat(found.madeUp()).isTrue();
            assertThat(found.answer().text())
                    .isEqualTo("{\"grade\": 100, \"by\": \"simulator, from the recorded score\"}");
        });
        assertThat(ask(form("about 40 ")))
                .isInstanceOfSatisfying(
                        Lookup.Found.class,
                        found -> assertThat(found.answer().text()).startsWith("{\"grade\": 35,"));
    }

    @Test
    void gradeOfAModelsOwnAnswer_isWhatTheSetSaysItGave() {
        RecordedAnswer own = new RecordedAnswer("42", List.of(), null, RecordedUsage.NONE, null, 0.0, null, 85);
        Library library = new Library(
                List.of(new RecordedPrompt("p1", QUESTION, Map.of("sim/judge", own, "sim/other", answer("43", 1.0)))));
        for (Map.Entry<String, String> grade : Map.of("42", "85", "43", "100").entrySet()) {
            Prompt prompt = Prompt.of(List.of(new Message("user", form(grade.getKey()))));
            assertThat(new Answers(library, false)
                            .find(new ChatRequest("judge", prompt, null, List.of(), false, false, false), JUDGE))
                    .isInstanceOfSatisfying(
                            Lookup.Found.class,
                            found -> assertThat(found.answer().text())
                                    .startsWith("{\"grade\": " + grade.getValue() + ","));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"form\":\"tiergate/judge/1\"",
                "{\"form\":\"tiergate/judge/2\",\"conversation\":[],\"answer\":\"42\"}",
                "{\"form\":\"tiergate/judge/1\",\"conversation\":3,\"answer\":\"42\"}",
                "{\"form\":\"tiergate/judge/1\",\"conversation\":[{\"role\":\"user\",\"content\":3}],\"answer\":\"42\"}",
                "tiergate/judge/1"
            })
    void whatIsNoForm_isAnUnknownPrompt(String form) {
        assertThat(ask(form)).isInstanceOf(Lookup.UnknownPrompt.class);
    }

    @Test
    void answerThatIsInNoSet_orHasNoScore_isAnUnknownPrompt() {
        assertThat(ask(form("43"))).isInstanceOf(Lookup.UnknownPrompt.class);
        assertThat(ask(form("seven"))).isInstanceOf(Lookup.UnknownPrompt.class);
    }
}
