package io.tiergate.dataplane.call.http;

import io.tiergate.policy.plan.Ending;
import java.util.Arrays;

/**
 * Cuts server-sent events out of bytes that come in any stretches (WHATWG HTML, section "Server-sent events"). Names, ids and retry
 * times are of no use here and are skipped: every protocol repeats the name inside the data. Linear in the bytes; memory is bounded.
 * Confined to one thread.
 */
final class EventStream {
    /** The longest line, and the most data of one event. */
    static final int MAX_EVENT_BYTES = 8 << 20;

    private static final byte[] NOTHING = {};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Events events;
    private byte[] line = NOTHING;
    private int lineLength;
    private byte[] data = NOTHING;
    private int dataLength;
    private boolean inEvent;
    private boolean afterReturn;
    private boolean firstLine = true;
    private boolean begun;
    private boolean wanted = true;

    /** Takes events. */
    interface Events {
        /** The data of one event; false: no more are wanted. */
        boolean event(byte[] data) throws CallFailure;
    }

    EventStream(Events events) {
        this.events = events;
    }

    /** Whether there was an event. */
    boolean begun() {
        return begun;
    }

    /** Takes the next bytes; false: no more are wanted. */
    boolean feed(byte[] bytes) throws CallFailure {
        int start = 0;
        for (int i = 0; i < bytes.length && wanted; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterReturn) {
                afterReturn = false;
                start = i + 1; // the second half of CRLF
            } else if (b == '\n' || b == '\r') {
                endLine(bytes, start, i);
                afterReturn = b == '\r';
                start = i + 1;
            } else {
                afterReturn = false;
            }
        }
        if (wanted) {
            line = append(line, lineLength, bytes, start, bytes.length);
            lineLength += bytes.length - start;
        }
        return wanted;
    }

    /** The bytes are over. An event whose last line is whole counts even if no blank line follows. */
    void end() throws CallFailure {
        if (wanted) {
            dispatch();
        }
    }

    private void endLine(byte[] bytes, int start, int end) throws CallFailure {
        if (lineLength == 0) {
            line(bytes, start, end);
            return;
        }
        line = append(line, lineLength, bytes, start, end);
        int length = lineLength + end - start;
        lineLength = 0;
        line(line, 0, length);
    }

    private void line(byte[] bytes, int start, int end) throws CallFailure {
        int from = firstLine ? afterByteOrderMark(bytes, start, end) : start;
        firstLine = false;
        if (from == end) {
            dispatch();
        } else if (isData(bytes, from, end)) {
            int value = from + 5;
            addData(bytes, value < end && bytes[value] == ' ' ? value + 1 : value, end);
        }
    }

    /** Line ends within data become spaces: what comes is JSON, in which they mean the same, and pieces stay on one line. */
    private void addData(byte[] bytes, int start, int end) throws CallFailure {
        if (inEvent) {
            data = append(data, dataLength, new byte[] {' '}, 0, 1);
            dataLength++;
        }
        inEvent = true;
        data = append(data, dataLength, bytes, start, end);
        dataLength += end - start;
    }

    private void dispatch() throws CallFailure {
        if (!inEvent) {
            return;
        }
        byte[] event = Arrays.copyOf(data, dataLength);
        inEvent = false;
        dataLength = 0;
        begun = true;
        wanted = events.event(event);
    }

    private static boolean isData(byte[] bytes, int start, int end) {
        return end - start >= 5
                && bytes[start] == 'd'
                && bytes[start + 1] == 'a'
                && bytes[start + 2] == 't'
                && bytes[start + 3] == 'a'
                && bytes[start + 4] == ':';
    }

    private static int afterByteOrderMark(byte[] bytes, int start, int end) {
        boolean marked = end - start >= 3 && Arrays.equals(bytes, start, start + 3, BYTE_ORDER_MARK, 0, 3);
        return marked ? start + 3 : start;
    }

    private static byte[] append(byte[] to, int length, byte[] from, int start, int end) throws CallFailure {
        int needed = length + end - start;
        if (needed > MAX_EVENT_BYTES) {
            throw new CallFailure(
                    Ending.MALFORMED, "an event of the stream is longer than " + (MAX_EVENT_BYTES >> 20) + " MiB");
        }
        byte[] roomy = needed <= to.length ? to : Arrays.copyOf(to, Math.max(needed, to.length * 2));
        System.arraycopy(from, start, roomy, length, end - start);
        return roomy;
    }
}
