package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.Provider.Sink;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.AnswerAssembly;
import io.tiergate.dataplane.call.http.CallFailure;
import io.tiergate.dataplane.call.http.ErrorText;
import io.tiergate.dataplane.call.http.Protocol;
import io.tiergate.dataplane.call.http.StatusCodes;
import io.tiergate.policy.plan.Ending;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** One stream of Anthropic events, handed on as OpenAI chunks. */
final class AnthropicStream implements Protocol.Stream {
    private final Sink sink;
    private final boolean includeUsage;
    private final long createdSeconds;
    private final AnswerAssembly assembly = new AnswerAssembly();
    private final MessageUsage usage = new MessageUsage();
    private final Map<Integer, Integer> toolsByBlock = new HashMap<>();
    private ChunkWriter chunks = new ChunkWriter("", "", 0);
    private boolean begun;
    private boolean started;
    private boolean stopped;

    AnthropicStream(Sink sink, boolean includeUsage, long createdSeconds) {
        this.sink = sink;
        this.includeUsage = includeUsage;
        this.createdSeconds = createdSeconds;
    }

    @Override
    public boolean event(byte[] data) throws CallFailure {
        MessageEvent event;
        try {
            event = MessageEvent.read(data, usage);
        } catch (JacksonException e) {
            throw new CallFailure(Ending.MALFORMED, "an event of the stream is not valid JSON");
        }
        if (event.type().equals("error")) {
            throw failure(event);
        }
        if (event.type().equals("message_start")) {
            begin(event);
        } else if (begun) {
            follow(event);
        } else if (event.type().isEmpty() || event.type().startsWith("content_block")) {
            throw new CallFailure(Ending.MALFORMED, "the stream does not begin with message_start");
        }
        return !stopped;
    }

    private void begin(MessageEvent event) {
        begun = true;
        assembly.id(event.id());
        assembly.model(event.model());
        assembly.member("created", Long.toString(createdSeconds));
        var _ = assembly.choice(0);
        usage.into(assembly);
        chunks = new ChunkWriter(event.id(), event.model(), createdSeconds);
        hand(chunks.role());
    }

    private void follow(MessageEvent event) {
        switch (event.type()) {
            case "content_block_start" -> blockStart(event);
            case "content_block_delta" -> blockDelta(event);
            case "message_delta" -> messageDelta(event);
            case "message_stop" -> stop();
            default -> {} // ping, content_block_stop, and what may be new
        }
    }

    private void blockStart(MessageEvent event) {
        if (event.blockType().equals("tool_use")) {
            int tool = toolsByBlock.size();
            toolsByBlock.put(event.index(), tool);
            assembly.choice(0).toolCall(tool, event.id(), event.name(), "");
            hand(chunks.toolCall(tool, event.id(), event.name()));
        } else if (event.blockType().equals("text")) {
            text(event.text());
        }
    }

    private void blockDelta(MessageEvent event) {
        Integer tool = toolsByBlock.get(event.index());
        if (tool != null) {
            if (!event.partialJson().isEmpty()) {
                assembly.choice(0).toolCall(tool, "", "", event.partialJson());
                hand(chunks.toolArguments(tool, event.partialJson()));
            }
        } else {
            text(event.text());
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            assembly.choice(0).text(text);
            hand(chunks.text(text));
        }
    }

    private void messageDelta(MessageEvent event) {
        usage.into(assembly);
        if (!event.stopReason().isEmpty() && !assembly.isFinished()) {
            String reason = StopReason.inOpenAiWords(event.stopReason());
            assembly.choice(0).finish(reason);
            hand(chunks.finish(reason));
        }
    }

    private void stop() {
        stopped = true;
        if (includeUsage && usage.isKnown()) {
            hand(chunks.usage(usage.json()));
        }
    }

    private void hand(byte[] piece) {
        started = true;
        sink.piece(piece);
    }

    private static CallFailure failure(MessageEvent event) {
        String message = ErrorText.clean(event.errorType() + ": " + event.message());
        return switch (event.errorType()) {
            case "rate_limit_error" -> StatusCodes.failure(429, message, 0);
            case "authentication_error", "permission_error" -> StatusCodes.failure(401, message, 0);
            case "invalid_request_error", "not_found_error", "request_too_large" ->
                StatusCodes.failure(400, message, 0);
            case "overloaded_error" -> StatusCodes.failure(529, message, 0);
            default -> StatusCodes.failure(500, message, 0);
        };
    }

    @Override
    public Reply end() throws CallFailure {
        if (!assembly.isFinished()) {
            throw new CallFailure(Ending.CUT, "the stream ended before the answer did");
        }
        return new Reply.Answered(assembly.answer());
    }

    @Override
    public boolean started() {
        return started;
    }

    @Override
    public Reply.Work work() {
        return assembly.work();
    }
}
