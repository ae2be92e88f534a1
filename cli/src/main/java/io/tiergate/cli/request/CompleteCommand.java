package io.tiergate.cli.request;

import io.grpc.StatusRuntimeException;
import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.CompletionEvent;
import io.tiergate.v1.Routing;
import io.tiergate.v1.Usage;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate complete}. */
@Command(name = "complete", description = "Sends one prompt and shows the answer, and what was done for it.")
public final class CompleteCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private RequestOptions options = new RequestOptions();

    @Option(names = "--stream", description = "Show the answer as it comes.")
    private boolean stream;

    /** The command of that session. */
    public CompleteCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CompleteRequest request = options.request(session);
        try (Connections connections = session.connect()) {
            if (stream) {
                streamed(connections, request);
            } else {
                whole(FirstReachable.ask(session, connections, gateway -> gateway.complete(request)));
            }
        }
        return 0;
    }

    private void whole(Completion completion) {
        StringBuilder answer = new StringBuilder();
        completion.getChoices(0).getMessage().getContentList().forEach(part -> answer.append(part.getText()));
        completion
                .getChoices(0)
                .getMessage()
                .getToolCallsList()
                .forEach(call -> answer.append(call.getName())
                        .append('(')
                        .append(call.getArgumentsJson())
                        .append(")\n"));
        String finish = completion.getChoices(0).getFinishReason();
        if (session.json()) {
            session.terminal()
                    .line(JsonText.pretty(json(
                            answer.toString(),
                            finish,
                            completion.getModel(),
                            completion.getUsage(),
                            completion.getRouting())));
            return;
        }
        session.terminal()
                .answer(answer.append(answer.toString().endsWith("\n") ? "" : "\n")
                        .toString());
        done(completion.getRouting(), completion.getUsage(), finish);
    }

    private void streamed(Connections connections, CompleteRequest request) {
        FirstReachable.ask(session, connections, gateway -> {
            StringBuilder answer = new StringBuilder();
            Iterator<CompletionEvent> events = gateway.completeStream(request);
            boolean begun = false;
            try {
                while (events.hasNext()) {
                    event(events.next(), answer);
                    begun = true;
                }
            } catch (StatusRuntimeException e) {
                if (!begun) {
                    throw e;
                }
                // No other agent is asked: a piece of the answer may have been shown.
                throw new Failure(
                        ExitCode.NO, "the answer broke off: " + e.getStatus().getDescription(), "ask again");
            }
            return answer;
        });
    }

    private void event(CompletionEvent event, StringBuilder answer) {
        switch (event.getEventCase()) {
            case DELTA -> piece(event.getDelta().getText(), answer);
            case TOOL_CALL_DELTA -> {
                piece(event.getToolCallDelta().getName(), answer);
                piece(event.getToolCallDelta().getArgumentsJson(), answer);
            }
            case DISCARDED ->
                aside("discarded " + event.getDiscarded().getTarget() + ": "
                        + event.getDiscarded().getReason());
            case ESCALATED ->
                aside("escalated from " + event.getEscalated().getFromTier() + " to "
                        + event.getEscalated().getToTier() + ": "
                        + event.getEscalated().getReason());
            case FINISHED -> {
                var finished = event.getFinished();
                if (session.json()) {
                    session.terminal()
                            .line(JsonText.pretty(json(
                                    answer.toString(),
                                    finished.getFinishReason(),
                                    finished.getModel(),
                                    finished.getUsage(),
                                    finished.getRouting())));
                } else {
                    session.terminal().answer("\n");
                    done(finished.getRouting(), finished.getUsage(), finished.getFinishReason());
                }
            }
            case STARTED, COMMITTED -> {
                // Nothing to show.
            }
            case EVENT_NOT_SET ->
                throw Failure.usage("the agent sent an event that is not known here", "update tiergate");
        }
    }

    private void piece(String text, StringBuilder answer) {
        answer.append(text);
        if (!session.json()) {
            session.terminal().answer(text);
        }
    }

    private void aside(String text) {
        session.terminal().note(session.terminal().paint(Paint.DIM, Terminal.safe(text)));
    }

    private void done(Routing routing, Usage usage, String finish) {
        StringBuilder line = new StringBuilder(routing.getPolicy());
        line.append('/').append(routing.getTask()).append(": ").append(routing.getTarget());
        if (!routing.getTier().isEmpty()) {
            line.append(" (").append(routing.getTier()).append(')');
        }
        line.append(", ").append(Figures.money(routing.getCostMicros()));
        line.append(", ").append(input(usage)).append('+').append(output(usage)).append(" tokens");
        line.append(", cache ").append(Wire.label(routing.getCache(), "CACHE_STATE_"));
        if (routing.getEscalations() > 0) {
            line.append(", ").append(routing.getEscalations()).append(" rejected before it");
        }
        if (routing.getBelowBar()) {
            line.append(", below the bar");
        }
        if (!finish.equals("stop")) {
            line.append(", finish ").append(finish);
        }
        aside(line.append(", decision ").append(routing.getDecisionId()).toString());
    }

    private static long input(Usage usage) {
        return usage.getInput() + usage.getCachedInput() + usage.getCacheWrite();
    }

    private static long output(Usage usage) {
        return usage.getOutput() + usage.getReasoning();
    }

    private static Map<String, @Nullable Object> json(
            String answer, String finish, String model, Usage usage, Routing routing) {
        return JsonText.object(
                "answer",
                answer,
                "finish_reason",
                finish,
                "model",
                model,
                "usage",
                JsonText.object(
                        "input", usage.getInput(),
                        "cached_input", usage.getCachedInput(),
                        "cache_write", usage.getCacheWrite(),
                        "output", usage.getOutput(),
                        "reasoning", usage.getReasoning()),
                "routing",
                JsonText.object(
                        "decision_id", routing.getDecisionId(),
                        "policy", routing.getPolicy(),
                        "policy_revision", routing.getPolicyRevision(),
                        "policy_digest", routing.getPolicyDigest(),
                        "generation", routing.getGeneration(),
                        "arm", routing.getArm(),
                        "task", routing.getTask(),
                        "tier", routing.getTier(),
                        "target", routing.getTarget(),
                        "cache", Wire.label(routing.getCache(), "CACHE_STATE_"),
                        "cost_micros", routing.getCostMicros(),
                        "escalations", routing.getEscalations(),
                        "below_bar", routing.getBelowBar()));
    }
}
