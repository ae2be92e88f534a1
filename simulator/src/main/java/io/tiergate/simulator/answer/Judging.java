package io.tiergate.simulator.answer;

import io.tiergate.simulator.answer.Library.Lookup;
import io.tiergate.simulator.recorded.ContentText;
import io.tiergate.simulator.recorded.Message;
import io.tiergate.simulator.recorded.Prompt;
import io.tiergate.simulator.recorded.PromptKey;
import io.tiergate.simulator.recorded.RecordedAnswer;
import io.tiergate.simulator.recorded.RecordedPrompt;
import io.tiergate.simulator.recorded.RecordedUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Grades answers where a request asks for that in Tiergate's form of judging ({@code docs/gates.md}): of a model's own answer with the grade that the set says it gave
 * it, else with the recorded score of the answer, and the reply says that it is simulated. A judge that knows the score is better than any real one.
 */
final class Judging {
    private static final String FORM = "tiergate/judge/1";
    private static final JsonMapper JSON = JsonMapper.shared();

    private Judging() {}

    /** The grade as an answer; null where the prompt asks for none, or for that of an answer that is in no set. */
    static Lookup.@Nullable Found answer(Prompt prompt, PromptKey key, ServedModel model, Library library) {
        JsonNode form = form(prompt);
        Prompt conversation = form == null ? null : conversation(form.path("conversation"));
        if (form == null || conversation == null) {
            return null;
        }
        String judged = form.path("answer").asString("");
        Integer report = library.selfReportOf(conversation.key(), judged, model);
        Double score = report == null ? library.scoreOf(conversation.key(), judged) : null;
        if (report == null && score == null) {
            return null;
        }
        String text = score == null
                ? "{\"grade\": " + report + ", \"by\": \"simulator, from the recorded self-report\"}"
                : "{\"grade\": " + Math.round(score * 100) + ", \"by\": \"simulator, from the recorded score\"}";
        var answer = new RecordedAnswer(text, List.of(), null, RecordedUsage.NONE, null);
        var made = new RecordedPrompt("judge-" + key.hex(), prompt, Map.of(model.id(), answer));
        return new Lookup.Found(made, answer, true);
    }

    private static @Nullable JsonNode form(Prompt prompt) {
        String last =
                prompt.messages().isEmpty() ? "" : prompt.messages().getLast().text();
        if (!last.startsWith("{") || !last.contains(FORM)) {
            return null;
        }
        try {
            JsonNode form = JSON.readTree(last);
            return form.path("form").asString("").equals(FORM) ? form : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable Prompt conversation(JsonNode nodes) {
        List<Message> messages = new ArrayList<>(nodes.size());
        for (JsonNode node : nodes) {
            String text = ContentText.of(node.path("content"));
            if (text == null) {
                return null;
            }
            messages.add(new Message(node.path("role").asString(""), text));
        }
        return messages.isEmpty() ? null : Prompt.of(messages);
    }
}
