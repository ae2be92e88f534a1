package io.tiergate.simulator.http;

import io.tiergate.simulator.dialect.Frame;
import io.tiergate.simulator.fault.Fault;
import io.tiergate.simulator.fault.FaultPlan;
import java.util.ArrayList;
import java.util.List;

/** How a stream ends. */
enum StreamEnd {
    /** With its last frame. */
    CLEAN,
    /** With a closed connection. */
    CUT,
    /** Not at all: it goes silent until the caller leaves. */
    STALL,
    /** With an event that is not JSON. */
    GARBLED;

    private static final Frame GARBAGE = new Frame("data: {\"id\":\"chatcmpl-\u0000,\"cho\n\n", "");

    static StreamEnd of(FaultPlan faults) {
        Fault fault = faults.fault();
        if (fault == null) {
            return CLEAN;
        }
        return switch (fault.kind()) {
            case CUT -> CUT;
            case STALL -> STALL;
            case MALFORMED -> GARBLED;
            case LATENCY, STATUS, REFUSAL, MALFORMED_ANSWER, TRUNCATED, EMPTY, WRONG_USAGE, NO_USAGE -> CLEAN;
        };
    }

    /** The frames that are written before this end: all up to the piece of text after which it comes. */
    List<Frame> frames(List<Frame> whole, FaultPlan faults) {
        if (this == CLEAN || faults.fault() == null) {
            return whole;
        }
        List<Frame> frames =
                new ArrayList<>(whole.subList(0, position(whole, faults.fault().afterChunks())));
        if (this == GARBLED) {
            frames.add(GARBAGE);
        }
        return frames;
    }

    /** At least the first frame, at most all but the last: it would be a clean end. */
    private static int position(List<Frame> frames, int afterChunks) {
        int chunks = 0;
        int at = 0;
        while (at < frames.size() && (!frames.get(at).isContent() || chunks < afterChunks)) {
            if (frames.get(at).isContent()) {
                chunks++;
            }
            at++;
        }
        return Math.max(1, Math.min(at, frames.size() - 1));
    }
}
