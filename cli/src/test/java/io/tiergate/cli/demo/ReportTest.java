package io.tiergate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Quotes QUOTES = new Quotes("""
            {"prompt": "p", "model": "x/small", "recorded": "small", "micros": 10}
            {"prompt": "q", "model": "x/small", "recorded": "small", "micros": 20}
            {"prompt": "p", "model": "x/big", "recorded": "big", "micros": 100}
            {"prompt": "q", "model": "x/big", "recorded": "big", "micros": 300}
            {"prompt": "p", "model": "x/partial", "recorded": "partial", "micros": 1}
            """);

    private static Ask ask(String id, double small) {
        return new Ask(
                new RecordedPrompt(
                        id,
                        "qa",
                        null,
                        MAPPER.createArrayNode(),
                        Map.of("small", answer(small), "big", answer(0.8), "partial", answer(1))),
                "t",
                "",
                false,
                false);
    }

    private static RecordedAnswer answer(double score) {
        return new RecordedAnswer("", score, null, null);
    }

    private static Sent sent(Ask ask, String target) {
        return new Sent(ask, new Reply.Answered("a1." + ask.prompt().id(), target, "baseline", "miss"), List.of());
    }

    private static Report report() {
        List<Sent> sent = List.of(sent(ask("p", 1), "x/small"), sent(ask("q", 0), "x/big"));
        return new Report("set.jsonl", 2, Strategy.all(sent, 330, QUOTES), "x/big");
    }

    @Test
    void json_isTheContract() {
        JsonNode json = MAPPER.readTree(JsonText.pretty(report().json()));

        assertThat(json.path("set").asString()).isEqualTo("set.jsonl");
        assertThat(json.path("n").asInt()).isEqualTo(2);
        assertThat(json.path("strategies"))
                .extracting(strategy -> strategy.path("name").asString())
                .containsExactly("tiergate", "always:x/small", "always:x/big");
        JsonNode tiergate = json.path("strategies").get(0);
        assertThat(tiergate.path("cost_usd").decimalValue()).isEqualByComparingTo("0.000330");
        assertThat(tiergate.path("cost_share").decimalValue()).isEqualByComparingTo("0.825");
        assertThat(tiergate.path("quality").decimalValue()).isEqualByComparingTo("0.9");
        assertThat(tiergate.path("quality_share").decimalValue()).isEqualByComparingTo("1.125");
    }

    @Test
    void answerThatNeverCame_countsNothing() {
        Sent lost = new Sent(ask("p", 1), new Reply.Refused("", "no agent answers", false), List.of("a1"));

        assertThat(Strategy.score(lost, QUOTES)).isZero();
    }

    @Test
    void onePromiseBroken_isNotProved() {
        Report report = report();
        report.add(new Report.Proof("one", true, "seen"));
        assertThat(report.everythingProved()).isTrue();
        report.add(new Report.Proof("two", false, "not seen"));

        assertThat(report.everythingProved()).isFalse();
        assertThat(report.text(new Terminal(silent(), silent(), false, false)))
                .contains("yes  one: seen\nNO   two: not seen\n");
    }

    private static PrintWriter silent() {
        return new PrintWriter(Writer.nullWriter());
    }
}
