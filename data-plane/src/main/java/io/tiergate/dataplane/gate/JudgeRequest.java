package io.tiergate.dataplane.gate;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.policy.gate.JudgeForm;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The request that a judge gets: the conversation's texts and an answer to it, in the judge's form. */
final class JudgeRequest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JudgeRequest() {}

    static ChatRequest of(ChatRequest request, Answer answer) {
        List<JudgeForm.Message> conversation = new ArrayList<>();
        for (ChatRequest.Turn turn : request.turns()) {
            conversation.add(new JudgeForm.Message(turn.role(), request.words(turn)));
        }
        ObjectNode body = MAPPER.createObjectNode()
                .put("model", "judge")
                .put("max_tokens", JudgeForm.MAX_OUTPUT_TOKENS)
                .put("temperature", 0);
        ArrayNode messages = body.putArray("messages");
        for (JudgeForm.Message message : JudgeForm.messages(conversation, answer.text())) {
            messages.addObject().put("role", message.role()).put("content", message.text());
        }
        return switch (ChatRequestReader.read(MAPPER.writeValueAsBytes(body))) {
            case ChatRequestReader.Result.Read(ChatRequest judgement) -> judgement;
            case ChatRequestReader.Result.Unreadable(var refusal) ->
                throw new IllegalStateException("a judge's request cannot be read: " + refusal.message());
        };
    }
}
