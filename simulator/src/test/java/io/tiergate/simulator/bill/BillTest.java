package io.tiergate.simulator.bill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BillTest {
    private static BilledCall call(String id, String model, long micros, boolean billed) {
        return new BilledCall(
                id,
                Instant.EPOCH,
                "openai",
                model,
                "p",
                false,
                200,
                CallOutcome.COMPLETE,
                new Usage(1, 0, 0, 2, 0),
                micros,
                billed);
    }

    @Test
    void totals_countBilledCallsByModel() {
        Bill bill = new Bill(10);
        bill.add(call("1", "a/x", 5, true));
        bill.add(call("2", "a/x", 7, true));
        bill.add(call("3", "b/y", 11, true));
        bill.add(call("4", "b/y", 0, false));

        Bill.Totals totals = bill.totals();

        assertThat(totals.micros()).isEqualTo(23);
        assertThat(totals.billedCalls()).isEqualTo(3);
        assertThat(totals.unbilledCalls()).isEqualTo(1);
        assertThat(totals.byModel()).containsEntry("a/x", new Bill.ModelTotal(2, 12, new Usage(2, 0, 0, 4, 0)));
    }

    @Test
    void oldCalls_areForgottenButStayInTheTotals() {
        Bill bill = new Bill(2);
        bill.add(call("1", "a/x", 5, true));
        bill.add(call("2", "a/x", 5, true));
        bill.add(call("3", "a/x", 5, true));

        assertThat(bill.calls()).extracting(BilledCall::requestId).containsExactly("2", "3");
        assertThat(bill.totals().micros()).isEqualTo(15);
        assertThat(bill.totals().forgottenCalls()).isEqualTo(1);
    }

    @Test
    void reset_forgetsEverything() {
        Bill bill = new Bill(2);
        bill.add(call("1", "a/x", 5, true));

        bill.reset();

        assertThat(bill.calls()).isEmpty();
        assertThat(bill.totals()).isEqualTo(new Bill(2).totals());
    }
}
