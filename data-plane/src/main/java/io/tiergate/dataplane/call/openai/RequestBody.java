package io.tiergate.dataplane.call.openai;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/** Makes the body for a provider out of the caller's: only who answers, whether it streams and whether it says log-probabilities are replaced. */
final class RequestBody {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NOTHING = {};
    private static final byte[] WITH_USAGE = ascii("{\"include_usage\":true}");
    private static final byte[] LOGPROBS_MEMBER = ascii("\"logprobs\":true,");
    private static final byte[] STREAM_MEMBER = ascii("\"stream\":true,");
    private static final byte[] STREAM_OPTIONS_MEMBER = ascii("\"stream_options\":{\"include_usage\":true},");

    private RequestBody() {}

    /**
     * The caller's bytes, but for {@code model}, {@code stream} and {@code stream_options}.
     *
     * @param logprobs whether log-probabilities are asked for, even if the caller does not
     */
    static byte[] of(ChatRequest request, String model, boolean stream, boolean logprobs) {
        List<Edit> edits = new ArrayList<>(5);
        int begin = objectStart(request.body());
        edits.add(new Edit(place(request, "model"), quoted(model)));
        Span streaming = request.members().get("stream");
        if (streaming != null) {
            edits.add(new Edit(streaming, stream ? TRUE : FALSE));
        } else if (stream) {
            edits.add(new Edit(new Span(begin, begin), STREAM_MEMBER));
        }
        Span options = request.members().get("stream_options");
        if (options == null && stream) {
            edits.add(new Edit(new Span(begin, begin), STREAM_OPTIONS_MEMBER));
        } else if (options != null && !stream) {
            edits.add(new Edit(wholeMember(request.body(), options), NOTHING));
        } else if (options != null && !request.view().includeUsage()) {
            edits.add(new Edit(options, WITH_USAGE));
        }
        if (logprobs && lacksLogprobs(request)) {
            Span refused = request.members().get("logprobs");
            edits.add(refused == null ? new Edit(new Span(begin, begin), LOGPROBS_MEMBER) : new Edit(refused, TRUE));
        }
        return applied(request.body(), edits);
    }

    /** Whether the caller asks for no log-probabilities; what is neither yes nor no is for the provider to read. */
    static boolean lacksLogprobs(ChatRequest request) {
        String asked = request.member("logprobs");
        return asked == null || asked.equals("false") || asked.equals("null");
    }

    /** Replaces one stretch; an empty one inserts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Edit(Span span, byte[] replacement) {}

    private static byte[] applied(byte[] body, List<Edit> edits) {
        edits.sort(Comparator.comparingInt(edit -> edit.span().start()));
        int length = body.length;
        for (Edit edit : edits) {
            length += edit.replacement().length - edit.span().length();
        }
        byte[] out = new byte[length];
        int from = 0;
        int to = 0;
        for (Edit edit : edits) {
            int kept = edit.span().start() - from;
            System.arraycopy(body, from, out, to, kept);
            to += kept;
            System.arraycopy(edit.replacement(), 0, out, to, edit.replacement().length);
            to += edit.replacement().length;
            from = edit.span().end();
        }
        System.arraycopy(body, from, out, to, body.length - from);
        return out;
    }

    /** A member with its name and one comma, given its value. The body is known to be valid JSON. */
    private static Span wholeMember(byte[] body, Span value) {
        int start = before(body, value.start(), '"'); // the name's closing quote; the value comes after a colon
        start = before(body, start, '"');
        int previous = start - 1;
        while (isBlank(body[previous])) {
            previous--;
        }
        if (body[previous] == ',') {
            return new Span(previous, value.end());
        }
        int next = value.end();
        while (body[next] != ',' && body[next] != '}') {
            next++;
        }
        return new Span(start, body[next] == ',' ? next + 1 : next);
    }

    private static int before(byte[] body, int end, char wanted) {
        int at = end - 1;
        while (body[at] != wanted) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private static Span place(ChatRequest request, String member) {
        Span span = request.members().get(member);
        if (span == null) {
            throw new IllegalArgumentException("a chat request without '" + member + "'");
        }
        return span;
    }

    private static int objectStart(byte[] body) {
        int at = 0;
        while (body[at] != '{') {
            at++;
        }
        return at + 1;
    }

    private static byte[] quoted(String text) {
        byte[] inside = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] out = new byte[inside.length + 2];
        out[0] = '"';
        System.arraycopy(inside, 0, out, 1, inside.length);
        out[out.length - 1] = '"';
        return out;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
