package io.tiergate.dataplane.call.chat;

import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** Puts a whole chat completion together from what comes in pieces. Confined to one call. */
public final class AnswerAssembly {
    private final TreeMap<Integer, ChoiceAssembly> choices = new TreeMap<>();
    private final TreeMap<String, String> rawMembers = new TreeMap<>();
    private String id = "";
    private String model = "";
    private TokenUsage usage = TokenUsage.NONE;
    private String usageJson = "";

    /** The provider's id of the answer; the first one counts. */
    public void id(String told) {
        id = id.isEmpty() ? told : id;
    }

    /** The model as the provider names it; the first one counts. */
    public void model(String told) {
        model = model.isEmpty() ? told : model;
    }

    /** A top-level member of the answer, as JSON. */
    public void member(String name, String json) {
        rawMembers.put(name, json);
    }

    /** Billed tokens; the last ones count. */
    public void usage(TokenUsage told, String json) {
        usage = told;
        usageJson = json;
    }

    /** What the provider has done, as far as it can be seen. */
    public Reply.Work work() {
        return isFinished() && !usageJson.isEmpty()
                ? new Reply.Work.Stated(usage)
                : new Reply.Work.Unstated(
                        usage,
                        choices.values().stream()
                                .mapToLong(ChoiceAssembly::length)
                                .sum());
    }

    /** The choice of that number, begun if need be. */
    public ChoiceAssembly choice(int index) {
        return choices.computeIfAbsent(index, any -> new ChoiceAssembly());
    }

    /** Whether every choice that began has an end; false if none began. */
    public boolean isFinished() {
        return !choices.isEmpty() && choices.values().stream().allMatch(ChoiceAssembly::isFinished);
    }

    /** Whether a choice began. */
    public boolean isBegun() {
        return !choices.isEmpty();
    }

    /** The answer. At least one choice began. */
    public Answer answer() {
        ChoiceAssembly first = choices.firstEntry().getValue();
        return new Answer(
                body(),
                id,
                model,
                first.text(),
                first.finishReason(),
                first.hasToolCalls(),
                usage,
                !usageJson.isEmpty());
    }

    private byte[] body() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = ChatJson.writer(out)) {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("object", "chat.completion");
            json.writeStringProperty("model", model);
            for (Map.Entry<String, String> member : rawMembers.entrySet()) {
                json.writeName(member.getKey());
                json.writeRawValue(member.getValue());
            }
            json.writeArrayPropertyStart("choices");
            choices.forEach((index, choice) -> choice.write(json, index));
            json.writeEndArray();
            if (!usageJson.isEmpty()) {
                json.writeName("usage");
                json.writeRawValue(usageJson);
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}
