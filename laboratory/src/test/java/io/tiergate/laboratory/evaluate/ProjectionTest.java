package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProjectionTest {
    private static final Report REPORT = Evaluation.run(World.study(World.prompts(400, 1)), null);

    private static Projection.Bill bill(Projection projection, String name) {
        return projection.bills().stream()
                .filter(bill -> bill.strategy().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double meanUsd(String strategy) {
        return REPORT.strategies().stream()
                        .filter(row -> row.name().equals(strategy))
                        .findFirst()
                        .orElseThrow()
                        .costMicros()
                / 1e6
                / REPORT.n();
    }

    @Test
    void bills_areTheSetsMeanCostTimesRequests() {
        Projection projection = Projection.of(REPORT, new Projection.Month(1_000_000, null, 0));
        for (String strategy : new String[] {"tiergate", "always:small", "always:frontier", "oracle"}) {
            Projection.Bill bill = bill(projection, strategy);
            assertThat(bill.usd().value()).isCloseTo(meanUsd(strategy) * 1_000_000, within(1e-6));
            assertThat(bill.usd().value())
                    .isBetween(bill.usd().low(), bill.usd().high());
        }
    }

    @Test
    void saving_isTheDifferenceOfTwoBillsAndWinsBackAFixedCost() {
        Projection projection = Projection.of(REPORT, new Projection.Month(100_000, null, 250));
        Projection.Saving saving = projection.savings().getFirst();
        double perRequest = meanUsd("always:frontier") - meanUsd("tiergate");
        assertThat(saving.usd().value()).isCloseTo(perRequest * 100_000, within(1e-6));
        assertThat(saving.breakEven().requests()).isEqualTo((long) Math.ceil(250 / perRequest));
        assertThat(saving.breakEven().low()).isLessThan(saving.breakEven().requests());
        assertThat(saving.breakEven().high()).isGreaterThan(saving.breakEven().requests());
    }

    @Test
    void whereNothingIsSaved_aFixedCostIsNeverWonBack() {
        assertThat(Projection.BreakEven.of(10, new Report.Interval(-0.1, -0.2, 0.1)))
                .isEqualTo(new Projection.BreakEven(null, 100L, null));
    }

    @Test
    void mixOfTheSet_givesTheSameBill_andAnotherMixThatTasks() {
        Projection own = Projection.of(REPORT, new Projection.Month(1_000, null, 0));
        Projection same = Projection.of(REPORT, new Projection.Month(1_000, Map.of("sums", 0.5, "counts", 0.5), 0));
        assertThat(bill(same, "tiergate").usd().value())
                .isCloseTo(bill(own, "tiergate").usd().value(), within(1e-9));
        Projection sums = Projection.of(REPORT, new Projection.Month(1_000, Map.of("sums", 1.0), 0));
        double mean = REPORT.measured().cases().stream()
                .filter(one -> one.task().name().equals("sums"))
                .mapToLong(one -> one.answer(World.DEAR).micros())
                .average()
                .orElseThrow();
        assertThat(bill(sums, "always:frontier").usd().value()).isCloseTo(mean / 1_000, within(1e-6));
        assertThat(sums.prompts()).containsOnlyKeys("sums");
    }
}
