package io.tiergate.dataplane.call.http;

import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.model.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What tests expect of a reply, and a sink that keeps what it gets. */
public final class Replies {
    private Replies() {}

    public static Answer answer(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> answered.answer();
            case Reply.Failed failed -> throw new AssertionError("failed: " + failed);
        };
    }

    public static Reply.Failed failed(Reply reply) {
        return switch (reply) {
            case Reply.Failed failed -> failed;
            case Reply.Answered answered -> throw new AssertionError("answered: " + answered);
        };
    }

    /** Keeps pieces as texts. */
    public static final class Pieces implements Provider.Sink {
        private final List<String> pieces = new ArrayList<>();

        @Override
        public void piece(byte[] chunk) {
            pieces.add(new String(chunk, StandardCharsets.UTF_8));
        }

        public List<String> all() {
            return pieces;
        }
    }
}
