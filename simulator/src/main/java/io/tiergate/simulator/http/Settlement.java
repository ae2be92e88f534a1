package io.tiergate.simulator.http;

import io.tiergate.simulator.answer.ServedModel;
import io.tiergate.simulator.bill.BilledCall;
import io.tiergate.simulator.bill.CallOutcome;
import io.tiergate.simulator.bill.Usage;
import org.jspecify.annotations.Nullable;

/**
 * One call's line on the bill: filled in as the call goes, written exactly once. Confined to the connection's event loop.
 */
final class Settlement {
    /** The status of a call whose caller got none. */
    static final int NO_STATUS = 499;

    private final Provider provider;
    private final String api;
    private final String requestId;
    private @Nullable ServedModel model;
    private @Nullable String promptId;
    private boolean streamed;
    private boolean done;

    Settlement(Provider provider, String api, String requestId) {
        this.provider = provider;
        this.api = api;
        this.requestId = requestId;
    }

    String requestId() {
        return requestId;
    }

    void asksForStream(boolean asked) {
        streamed = asked;
    }

    void calls(ServedModel called) {
        model = called;
    }

    void prompts(String id) {
        promptId = id;
    }

    boolean isDone() {
        return done;
    }

    /** Charges nothing. */
    void free(int status, CallOutcome outcome) {
        settle(status, outcome, Usage.NONE, 0, false);
    }

    /** Charges what the model produced. */
    void charge(CallOutcome outcome, Usage usage) {
        if (model == null) {
            throw new IllegalStateException("nothing can be charged before a model is known");
        }
        settle(200, outcome, usage, model.prices().micros(usage), true);
    }

    private void settle(int status, CallOutcome outcome, Usage usage, long micros, boolean billed) {
        if (done) {
            return;
        }
        done = true;
        String modelId = model == null ? null : model.id();
        provider.bill()
                .add(new BilledCall(
                        requestId,
                        provider.clock().instant(),
                        api,
                        modelId,
                        promptId,
                        streamed,
                        status,
                        outcome,
                        usage,
                        micros,
                        billed));
    }
}
