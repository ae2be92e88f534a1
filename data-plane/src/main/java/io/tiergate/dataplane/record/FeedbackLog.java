package io.tiergate.dataplane.record;

import io.tiergate.policy.document.JsonBytes;
import java.time.Clock;

/**
 * Feedback on an agent's answers: rolling JSON-lines files beside the records, {@code feedback-YYYYMMDD-NUMBER.jsonl} (UTC), bounded in the
 * same way. Safe for any number of threads.
 */
public final class FeedbackLog implements AutoCloseable {
    private static final long FLUSH_MILLIS = 2_000;

    private final LineLog<Feedback> lines;

    private FeedbackLog(RecordSettings settings, Clock clock, System.Logger log) {
        this.lines = new LineLog<>(
                settings, new LineLog.Format<>("feedback", FeedbackLog::write, (feedback, position) -> {}), clock, log);
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

    private static void write(Feedback feedback, JsonBytes json) {
        json.object();
        json.member("v", 1);
        json.member("decision", feedback.decisionId());
        json.name("score");
        json.raw(Double.toString(feedback.score()));
        json.member("source", feedback.source());
        if (!feedback.comment().isEmpty()) {
            json.member("comment", feedback.comment());
        }
        json.member("time_ms", feedback.timeMillis());
        Feedback.Author author = feedback.author();
        json.member("author", author.name());
        if (!author.tenant().isEmpty()) {
            json.member("tenant", author.tenant());
        }
        if (author.platform()) {
            json.member("platform", true);
        }
        json.endObject();
    }
}
