package io.tiergate.dataplane.call.http;

import io.tiergate.dataplane.call.Reply;
import io.tiergate.policy.plan.Ending;

/** A call that gives no answer; the message is fit for records. */
public final class CallFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Ending ending;
    private final String detail;
    private final long retryAfterMillis;

    /** A failure that says nothing of when to try again. */
    public CallFailure(Ending ending, String detail) {
        this(ending, detail, 0);
    }

    /** A failure; 0 milliseconds: the provider does not say when to try again. */
    public CallFailure(Ending ending, String detail, long retryAfterMillis) {
        super(detail, null, false, false);
        this.ending = ending;
        this.detail = detail;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** What went wrong. */
    public Ending ending() {
        return ending;
    }

    /** As the walk takes it. */
    public Reply.Failed reply(Reply.Work work, boolean started) {
        return new Reply.Failed(ending, detail, retryAfterMillis, work, started);
    }
}
