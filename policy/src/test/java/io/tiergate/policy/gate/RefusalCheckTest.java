package io.tiergate.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.gate.CheckResult.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalCheckTest {
    private static final Check CHECK = Checks.named("refusal").orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't help with that.",
                "I’m sorry, but I can’t assist with that request.",
                "I'm sorry, I cannot provide instructions for making weapons.",
                "Sorry, I can't do that.",
                "I cannot fulfill this request.",
                "I can't comply with that.",
                "I am unable to assist with this request.",
                "I'm unable to provide medical advice.",
                "Unfortunately, I'm not able to access external links.",
                "I apologize, but I cannot generate that content.",
                "As an AI language model, I cannot provide legal advice.",
                "As an AI, I can't help you with that",
                "I must decline this request.",
                "I'm sorry, but I must respectfully decline.",
                "I won't help with that.",
                "I'm not comfortable writing that.",
                "**I'm sorry, but I can't assist with that.**",
                "\"I cannot answer that question.\"",
                "\n\n  I can't  help\nwith this.",
                "Es tut mir leid, aber ich kann Ihnen dabei nicht helfen.",
                "Tut mir leid, dabei kann ich nicht helfen.",
                "Leider kann ich diese Anfrage nicht beantworten.",
                "Ich kann Ihnen bei dieser Anfrage leider nicht weiterhelfen.",
                "Als KI-Sprachmodell kann ich keine Rechtsberatung geben.",
                "Je suis désolé, mais je ne peux pas vous aider avec cela.",
                "Désolée, je ne peux pas répondre à cette demande.",
                "Malheureusement, je ne suis pas en mesure de fournir ces informations.",
                "Lo siento, pero no puedo ayudarte con eso.",
                "Lamentablemente, no puedo proporcionar esa información.",
                "No puedo cumplir con esta solicitud.",
            })
    void refusals_fail(String text) {
        assertThat(examine(text).outcome()).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18",
                "{\"answer\": \"I cannot help with that.\"}",
                "The bot answered: \"I'm sorry, but I can't help with that.\" This is a refusal.",
                "I can't find a bug in this code; the loop ends as it should.",
                "I cannot recommend this book enough.",
                "I'm sorry to hear that your order was late. We will refund it.",
                "Sorry for the confusion! The total is 18 dollars.",
                "I apologize for the delay. Your parcel arrives on Monday.",
                "I can help with that: first open the settings.",
                "Unfortunately, the store is closed on Sundays.",
                "As an AI, it uses transformers to predict text.",
                "I can't believe it is already November, he wrote.",
                "Ich kann Ihnen gern helfen: öffnen Sie die Einstellungen.",
                "Leider ist das Produkt nicht lieferbar.",
                "Je peux vous aider avec cela.",
                "Je suis désolé pour ce retard, votre colis arrive lundi.",
                "Puedo ayudarte con eso.",
                "Lo siento por la espera; su pedido llega el lunes.",
                "",
            })
    void answers_pass(String text) {
        assertThat(examine(text).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void refusalQuotedLater_passes() {
        String text = "Here is the summary of the conversation you asked for. ".repeat(5)
                + "I'm sorry, but I can't help with that.";

        assertThat(examine(text).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void hostileMegabytes_takeLinearTime() {
        for (String unit : List.of("sorry ", "i'm sorry, ", "as an ai ", " ", "'", "leider ", "I can't ")) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> examine(unit.repeat((1 << 20) / unit.length())));
        }
    }

    @Test
    void toolCalls_areSkipped() {
        CandidateAnswer calls = new CandidateAnswer("work", 100, "", "tool_calls", true, 5, AnswerSpec.TEXT, "");

        assertThat(CHECK.examine(calls).outcome()).isEqualTo(Outcome.SKIPPED);
    }

    private static CheckResult examine(String text) {
        return CHECK.examine(new CandidateAnswer("work", 100, text, "stop", false, 5, AnswerSpec.TEXT, ""));
    }
}
