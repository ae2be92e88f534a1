package io.tiergate.dataplane.gateway.grpc;

import com.google.protobuf.ByteString;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.CacheState;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.v1.Choice;
import io.tiergate.v1.Completion;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import io.tiergate.v1.Routing;
import io.tiergate.v1.ToolCall;
import io.tiergate.v1.Usage;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers as typed messages. */
final class Completions {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Completions() {}

    static Completion of(Answer answer, RoutingInfo routing, boolean raw) {
        Completion.Builder completion = Completion.newBuilder()
                .setId(answer.id())
                .setModel(answer.model())
                .setUsage(usage(answer.usage()))
                .setRouting(routing(routing));
        // One plain text, the common case, needs no second look at the body.
        if (answer.toolCalls() || raw) {
            MAPPER.readTree(answer.body()).path("choices").forEach(choice -> completion.addChoices(choice(choice)));
        } else {
            completion.addChoices(Choice.newBuilder()
                    .setFinishReason(answer.finishReason())
                    .setMessage(Message.newBuilder()
                            .setRole(Role.ROLE_ASSISTANT)
                            // As bytes: a text's length in bytes would be counted sign by sign.
                            .addContent(
                                    ContentPart.newBuilder().setTextBytes(ByteString.copyFromUtf8(answer.text())))));
        }
        if (raw) {
            completion.setRawJson(new String(answer.body(), StandardCharsets.UTF_8));
        }
        return completion.build();
    }

    private static Choice choice(JsonNode choice) {
        JsonNode message = choice.path("message");
        Message.Builder typed = Message.newBuilder().setRole(Role.ROLE_ASSISTANT);
        if (message.path("content").isString()) {
            typed.addContent(
                    ContentPart.newBuilder().setText(message.path("content").asString("")));
        }
        for (JsonNode call : message.path("tool_calls")) {
            typed.addToolCalls(ToolCall.newBuilder()
                    .setId(call.path("id").asString(""))
                    .setName(call.at("/function/name").asString(""))
                    .setArgumentsJson(call.at("/function/arguments").asString("")));
        }
        return Choice.newBuilder()
                .setIndex(choice.path("index").asInt(0))
                .setFinishReason(choice.path("finish_reason").asString(""))
                .setMessage(typed)
                .build();
    }

    static Usage usage(TokenUsage usage) {
        return Usage.newBuilder()
                .setInput(usage.input())
                .setCachedInput(usage.cachedInput())
                .setCacheWrite(usage.cacheWrite())
                .setOutput(usage.output())
                .setReasoning(usage.reasoning())
                .build();
    }

    static Routing routing(RoutingInfo info) {
        Routing.Builder routing = Routing.newBuilder().setDecisionId(info.decisionId());
        RoutingInfo.PolicyVersion version = info.version();
        if (version != null) {
            routing.setPolicy(version.policy())
                    .setPolicyRevision(version.revision())
                    .setPolicyDigest(version.digest().toString())
                    .setGeneration(version.generation())
                    .setArm(version.arm());
        }
        return routing.setTask(info.task())
                .setTier(info.served().tier())
                .setTarget(info.served().target())
                .setBelowBar(info.served().belowBar())
                .setCache(cache(info.cache()))
                .setCostMicros(info.costMicros())
                .setEscalations(info.escalations())
                .build();
    }

    private static io.tiergate.v1.CacheState cache(CacheState state) {
        return switch (state) {
            case BYPASS -> io.tiergate.v1.CacheState.CACHE_STATE_BYPASS;
            case MISS -> io.tiergate.v1.CacheState.CACHE_STATE_MISS;
            case EXACT -> io.tiergate.v1.CacheState.CACHE_STATE_EXACT;
            case SEMANTIC -> io.tiergate.v1.CacheState.CACHE_STATE_SEMANTIC;
        };
    }
}
