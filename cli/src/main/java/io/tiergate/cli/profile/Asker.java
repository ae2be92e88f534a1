package io.tiergate.cli.profile;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.tiergate.cli.record.RecordRow;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.policy.answer.TokenLogprobs;
import io.tiergate.transport.Trailers;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.GatewayGrpc.GatewayBlockingStub;
import io.tiergate.v1.GetRecordRequest;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import io.tiergate.v1.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks one model through the gateway: pinned, without the cache. Agents take turns; one that is gone is passed over. Thread-safe. */
final class Asker {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** An agent writes what it is offered within 200 ms. */
    private static final int LOOKS = 25;

    private static final long PAUSE_NANOS = 200_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Peer> agents;
    private final Set<String> logprobs;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Asks these agents.
     *
     * @param logprobs models that are asked for their tokens' log-probabilities, too
     */
    Asker(List<Peer> agents, Set<String> logprobs) {
        this.agents = List.copyOf(agents);
        this.logprobs = Set.copyOf(logprobs);
    }

    /**
     * The answer of one model to a prompt.
     *
     * @throws Failure if no agent can be reached, or none may be asked this
     */
    Answer ask(Question question, String model) {
        CompleteRequest.Builder request = request(model, question);
        if (logprobs.contains(model)) {
            request.setExtraJson("{\"logprobs\":true}");
        }
        for (JsonNode message : question.messages()) {
            request.addMessages(message(
                    message.path("role").asString(""), message.path("content").asString("")));
        }
        return send(request.build(), model);
    }

    /** A judge's answer; its task is that of the prompt. */
    Answer judge(Question question, String model, String answer) {
        CompleteRequest.Builder request = request(model, question);
        Oracle.Judge.messages(question, answer)
                .forEach(message -> request.addMessages(message(message.role(), message.text())));
        return send(request.build(), model);
    }

    private static CompleteRequest.Builder request(String model, Question question) {
        return CompleteRequest.newBuilder()
                .setModel(model)
                .setDeclared(Declared.newBuilder()
                        .setTask(question.task())
                        .setDomain(question.domain())
                        .setNoCache(true));
    }

    private static Message message(String role, String text) {
        return Message.newBuilder()
                .setRole(Role.valueOf("ROLE_" + role.toUpperCase(Locale.ROOT)))
                .addContent(ContentPart.newBuilder().setText(text))
                .build();
    }

    private Answer send(CompleteRequest request, String model) {
        int first = Math.floorMod(turn.getAndIncrement(), agents.size());
        Failure gone = null;
        for (int i = 0; i < agents.size(); i++) {
            Peer agent = agents.get((first + i) % agents.size());
            try {
                long begun = System.nanoTime();
                Outcome outcome = agent.gateway(gateway -> outcome(gateway, request));
                long millis = (System.nanoTime() - begun + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
                return answer(outcome, agent, model, millis);
            } catch (Failure e) {
                if (e.exitCode() != ExitCode.UNREACHABLE) {
                    throw e;
                }
                gone = e;
            }
        }
        throw gone == null ? new Failure(ExitCode.UNREACHABLE, "no agent is known", "give --agent HOST:PORT") : gone;
    }

    /** The agent's own word: an answer, or a refusal. */
    private sealed interface Outcome {
        record Completed(Completion completion) implements Outcome {}

        record Refused(String kind, String said, String decisionId) implements Outcome {}
    }

    private static Outcome outcome(GatewayBlockingStub gateway, CompleteRequest request) {
        try {
            return new Outcome.Completed(gateway.complete(request));
        } catch (StatusRuntimeException e) {
            String kind = trailer(e, Trailers.ERROR);
            if (kind == null) {
                throw e;
            }
            String id = trailer(e, Trailers.DECISION_ID);
            return new Outcome.Refused(kind, String.valueOf(e.getStatus().getDescription()), id == null ? "" : id);
        }
    }

    private static @Nullable String trailer(StatusRuntimeException e, Metadata.Key<String> key) {
        Metadata trailers = e.getTrailers();
        return trailers == null ? null : trailers.get(key);
    }

    private static Answer answer(Outcome outcome, Peer agent, String model, long millis) {
        return switch (outcome) {
            case Outcome.Completed(Completion completion) -> given(completion, millis);
            case Outcome.Refused refused ->
                switch (refused.kind()) {
                    case "no_answer_passed" -> rejected(agent, refused, millis);
                    case "forbidden" ->
                        throw new Failure(
                                ExitCode.REFUSED,
                                refused.said(),
                                "every model that is profiled must be among the `pins` of the key's tenant");
                    case "unknown_model" ->
                        throw new Failure(
                                ExitCode.NO,
                                model + ": " + refused.said(),
                                "the fleet's catalog must have the model, the tenant's default policy the task");
                    case "unauthenticated", "invalid_request", "budget_spent" ->
                        throw new Failure(ExitCode.REFUSED, refused.said(), "what is written stays; run it again");
                    default -> new Answer.Missing(model + ": " + refused.said());
                };
        };
    }

    private static Answer given(Completion completion, long millis) {
        StringBuilder text = new StringBuilder();
        completion.getChoices(0).getMessage().getContentList().forEach(part -> text.append(part.getText()));
        Usage usage = completion.getUsage();
        return new Answer.Given(
                text.toString(),
                completion.getChoices(0).getFinishReason(),
                usage.getInput() + usage.getCachedInput() + usage.getCacheWrite(),
                usage.getOutput() + usage.getReasoning(),
                completion.getRouting().getCostMicros(),
                millis,
                completion.getRawJson().isEmpty() ? null : logprob(completion.getRawJson()));
    }

    /** The mean log-probability of an answer's tokens, in millionths; null: the provider gave none that makes sense. */
    static @Nullable Integer logprob(String completion) {
        TokenLogprobs read = new TokenLogprobs();
        for (JsonNode token : JSON.readTree(completion).at("/choices/0/logprobs/content")) {
            if (token.path("logprob").isNumber()) {
                read.add(token.path("logprob").doubleValue());
            } else {
                read.missing();
            }
        }
        return read.mean();
    }

    /** What the agent recorded of an answer that it did not serve. */
    private static Answer rejected(Peer agent, Outcome.Refused refused, long millis) {
        GetRecordRequest request = GetRecordRequest.newBuilder()
                .setDecisionId(refused.decisionId())
                .build();
        for (int look = 0; look < LOOKS; look++) {
            try {
                JsonNode record = JSON.readTree(
                        agent.records(records -> records.get(request)).getJson());
                List<JsonNode> attempts = RecordRow.attempts(record);
                if (attempts.isEmpty()) {
                    break;
                }
                JsonNode usage = attempts.getLast().path("usage");
                boolean cut = false;
                for (JsonNode check : attempts.getLast().path("checks")) {
                    cut |= check.path("check").asString("").equals("finish")
                            && check.path("outcome").asString("").equals("failed");
                }
                return new Answer.Rejected(
                        cut,
                        sum(usage, "input", "cached_input", "cache_write"),
                        sum(usage, "output", "reasoning"),
                        record.path("cost_micros").asLong(0),
                        millis);
            } catch (Failure e) {
                if (e.exitCode() != ExitCode.NO) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return new Answer.Missing(
                "the record of decision " + refused.decisionId() + " is not there: " + refused.said());
    }

    private static long sum(JsonNode usage, String... classes) {
        long sum = 0;
        for (String one : classes) {
            sum += usage.path(one).asLong(0);
        }
        return sum;
    }
}
