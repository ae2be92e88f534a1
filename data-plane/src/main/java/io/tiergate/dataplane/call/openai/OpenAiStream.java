package io.tiergate.dataplane.call.openai;

import io.tiergate.dataplane.call.Provider.Sink;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.AnswerAssembly;
import io.tiergate.dataplane.call.chat.ChunkReader;
import io.tiergate.dataplane.call.chat.ChunkReader.Chunk;
import io.tiergate.dataplane.call.http.CallFailure;
import io.tiergate.dataplane.call.http.ErrorText;
import io.tiergate.dataplane.call.http.Protocol;
import io.tiergate.dataplane.call.http.StatusCodes;
import io.tiergate.policy.plan.Ending;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One stream of chunks, handed on as they come. */
final class OpenAiStream implements Protocol.Stream {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Sink sink;
    private final boolean includeUsage;
    private final AnswerAssembly assembly = new AnswerAssembly();
    private final ChunkReader reader = new ChunkReader(assembly);
    private boolean started;
    private boolean done;

    /** A stream into {@code sink}; with the chunk that says usage if the caller asked for it. */
    OpenAiStream(Sink sink, boolean includeUsage) {
        this.sink = sink;
        this.includeUsage = includeUsage;
    }

    @Override
    public boolean event(byte[] data) throws CallFailure {
        if (Arrays.equals(data, DONE)) {
            done = true;
            return false;
        }
        switch (reader.read(data)) {
            case Chunk.Piece piece -> {
                if (piece == Chunk.Piece.PIECE || includeUsage) {
                    started = true;
                    sink.piece(data);
                }
            }
            case Chunk.Broken broken -> throw failure(broken);
            case Chunk.Malformed malformed -> throw new CallFailure(Ending.MALFORMED, malformed.detail());
        }
        return true;
    }

    private static CallFailure failure(Chunk.Broken broken) {
        String message = ErrorText.clean(broken.message());
        return broken.code() >= 400 && broken.code() < 600
                ? StatusCodes.failure(broken.code(), message, 0)
                : new CallFailure(Ending.SERVER_ERROR, "an error in the stream: " + message);
    }

    @Override
    public Reply end() throws CallFailure {
        if (!assembly.isBegun() && done) {
            throw new CallFailure(Ending.MALFORMED, "the stream ended without an answer");
        }
        if (!assembly.isFinished() && !done) {
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
