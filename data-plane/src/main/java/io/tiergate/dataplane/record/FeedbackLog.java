package io.tiergate.dataplane.record;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Feedback on an agent's answers: rolling JSON-lines files beside the records, {@code feedback-YYYYMMDD-NUMBER.jsonl} (UTC), bounded in the
 * same way. Safe for any number of threads.
 */
public final class FeedbackLog implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TYPICAL_BYTES = 256;
    private static final long FLUSH_MILLIS = 2_000;

    private final LineLog<Feedback> lines;

    private FeedbackLog(RecordSettings settings, Clock clock, System.Logger log) {
        this.lines = new LineLog<>(
                settings,
                new LineLog.Format<>("feedback", FeedbackLog::toJson, (feedback, position) -> {}),
                clock,
                log);
    }

    /** Opens the log and starts its writing thread. Never fails: where the folder cannot be written, feedback is dropped and counted. */
    public static FeedbackLog open(RecordSettings settings) {
        return open(settings, Clock.systemUTC(), System.getLogger(FeedbackLog.class.getName()));
    }

    static FeedbackLog open(RecordSettings settings, Clock clock, System.Logger log) {
        return new FeedbackLog(settings, clock, log);
    }

    /** Takes feedback. Never blocks: where the log cannot keep up, the oldest that waits is dropped and counted. */
    public void offer(Feedback feedback) {
        lines.offer(feedback);
    }

    /** Writes what was offered before; false if that took more than a moment. */
    public boolean flush() {
        return lines.flush(FLUSH_MILLIS);
    }

    /** Counts since the log was opened. */
    public RecordLog.Stats stats() {
        return new RecordLog.Stats(lines.written(), lines.dropped());
    }

    /** Takes nothing more, and writes what waits. */
    @Override
    public void close() {
        lines.close();
    }

    private static byte[] toJson(Feedback feedback) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("v", 1);
            json.writeStringProperty("decision", feedback.decisionId());
            json.writeNumberProperty("score", feedback.score());
            json.writeStringProperty("source", feedback.source());
            if (!feedback.comment().isEmpty()) {
                json.writeStringProperty("comment", feedback.comment());
            }
            json.writeNumberProperty("time_ms", feedback.timeMillis());
            json.writeStringProperty("author", feedback.author());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
