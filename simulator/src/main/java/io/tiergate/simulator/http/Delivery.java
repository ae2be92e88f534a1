package io.tiergate.simulator.http;

import io.tiergate.simulator.answer.Composer;
import io.tiergate.simulator.bill.CallOutcome;
import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.dialect.Dialect;
import io.tiergate.simulator.dialect.Failure;
import io.tiergate.simulator.dialect.Frame;
import io.tiergate.simulator.dialect.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/**
 * Sends one answer or error, in time or late, whole or broken, and settles the call before the last byte leaves, or when the
 * caller does. Confined to the connection's event loop.
 */
final class Delivery {
    private final Vertx vertx;
    private final HttpServerRequest http;
    private final HttpServerResponse response;
    private final Dialect dialect;
    private final Settlement settlement;

    Delivery(Vertx vertx, HttpServerRequest http, Dialect dialect, Settlement settlement) {
        this.vertx = vertx;
        this.http = http;
        this.response = http.response();
        this.dialect = dialect;
        this.settlement = settlement;
        response.closeHandler(_ -> settlement.free(Settlement.NO_STATUS, CallOutcome.DISCONNECTED));
    }

    /** Sends an error; nothing is charged. */
    void fail(Failure failure, long delayMillis) {
        after(delayMillis, () -> {
            settlement.free(failure.status(), CallOutcome.ERROR);
            Integer retryAfterSeconds = failure.retryAfterSeconds();
            if (retryAfterSeconds != null) {
                response.putHeader("retry-after", String.valueOf(retryAfterSeconds));
            }
            response.setStatusCode(failure.status());
            send(Buffer.buffer(dialect.error(failure, settlement.requestId())));
        });
    }

    /** Sends a whole answer, or what the faults leave of it. */
    void whole(Buffer body, Usage usage, StreamEnd end, long delayMillis) {
        after(delayMillis, () -> {
            switch (end) {
                case CLEAN -> {
                    settlement.charge(CallOutcome.COMPLETE, usage);
                    send(body);
                }
                case GARBLED -> {
                    settlement.charge(CallOutcome.MALFORMED, usage);
                    send(body.getBuffer(0, body.length() / 2));
                }
                case CUT -> {
                    settlement.free(Settlement.NO_STATUS, CallOutcome.CUT);
                    close();
                }
                case STALL -> {
                    // Silent until the caller leaves; then the close handler settles the call.
                }
            }
        });
    }

    /** Sends a stream, or what the faults leave of it. */
    void stream(Reply reply, List<Frame> frames, Ending ending, ThinkTime.Pace pace) {
        Runnable beforeLast = () -> settleStream(ending, reply, ending.allSentText(frames));
        FrameWriter writer = new FrameWriter(
                vertx, response, frames, pace, beforeLast, written -> finishStream(ending.end(), written));
        response.closeHandler(_ -> {
            writer.stop();
            callerLeft(reply, ending, writer);
        });
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache")
                .putHeader(dialect.requestIdHeader(), settlement.requestId());
        writer.write();
    }

    private void settleStream(Ending ending, Reply reply, String sentText) {
        switch (ending.end()) {
            case CLEAN ->
                settlement.charge(
                        CallOutcome.COMPLETE, dialect.classes(reply.answer().usage()));
            case CUT -> settlement.charge(CallOutcome.CUT, ending.partly(dialect, reply, sentText));
            case GARBLED -> settlement.charge(CallOutcome.MALFORMED, ending.partly(dialect, reply, sentText));
            case STALL -> {
                // Settled when the caller leaves.
            }
        }
    }

    private void finishStream(StreamEnd end, Future<Void> written) {
        switch (end) {
            case CLEAN, GARBLED -> response.end();
            case CUT -> written.onComplete(_ -> close());
            case STALL -> {
                // Silent until the caller leaves.
            }
        }
    }

    private void callerLeft(Reply reply, Ending ending, FrameWriter writer) {
        if (writer.hasBegun()) {
            settlement.charge(CallOutcome.DISCONNECTED, ending.partly(dialect, reply, writer.sentText()));
        } else {
            settlement.free(Settlement.NO_STATUS, CallOutcome.DISCONNECTED);
        }
    }

    private void close() {
        http.connection().close();
    }

    private void send(Buffer body) {
        response.putHeader("content-type", "application/json")
                .putHeader(dialect.requestIdHeader(), settlement.requestId())
                .end(body);
    }

    private void after(long millis, Runnable action) {
        if (millis <= 0) {
            action.run();
            return;
        }
        vertx.setTimer(millis, _ -> {
            if (!settlement.isDone()) {
                action.run();
            }
        });
    }

    /**
     * How a stream ends, and how what it sent by then is counted.
     *
     * @param end how
     * @param composer counts the tokens of a part
     */
    record Ending(StreamEnd end, Composer composer) {
        Usage partly(Dialect dialect, Reply reply, String sentText) {
            return dialect.classes(composer.partly(reply.answer(), sentText));
        }

        String allSentText(List<Frame> frames) {
            StringBuilder text = new StringBuilder();
            for (Frame frame : frames) {
                text.append(frame.text());
            }
            return end == StreamEnd.CLEAN ? "" : text.toString();
        }
    }
}
