package io.tiergate.cli.laboratory;

import static io.tiergate.cli.laboratory.Numbers.number;
import static io.tiergate.cli.laboratory.Numbers.percent;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.laboratory.evaluate.Projection;
import io.tiergate.laboratory.evaluate.Report;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate project}. */
@Command(
        name = "project",
        description =
                "A month's bill for every strategy, from what each cost on graded answers; and the traffic below which routing does not pay.")
public final class ProjectCommand implements Callable<Integer> {
    private static final double WHOLE = 1e-6;
    private static final int THIN = 100;

    private final Session session;

    @Mixin
    private Sample sample = new Sample();

    @Mixin
    private Learning learning = new Learning();

    @Option(names = "--monthly", paramLabel = "N", required = true, description = "Requests a month.")
    private long monthly;

    @Option(
            names = "--mix",
            paramLabel = "TASK=SHARE",
            split = ",",
            description =
                    "Share of requests by task, such as sums=0.7,chat=0.3; together 1. Without it: as in the set.")
    private Map<String, Double> mix = new LinkedHashMap<>();

    @Option(
            names = "--fixed-usd",
            paramLabel = "USD",
            description = "What running Tiergate costs a month, whatever the traffic. Without it: 0.")
    private double fixedUsd;

    /** The command of that session. */
    public ProjectCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (monthly < 1) {
            throw Failure.usage("--monthly: " + monthly + " is not above 0", "say how many requests come in a month");
        }
        if (!(fixedUsd >= 0) || Double.isInfinite(fixedUsd)) {
            throw Failure.usage("--fixed-usd: " + fixedUsd + " is no cost", "write US dollars, 0 or more");
        }
        Sample.Read read = sample.read(session);
        requireMixOf(Projection.prompts(read.cases()));
        Report report = learning.report(session, read);
        Projection projection =
                Projection.of(report, new Projection.Month(monthly, mix.isEmpty() ? null : mix, fixedUsd));
        projection.prompts().forEach((task, prompts) -> {
            if (prompts < THIN) {
                session.terminal().note("task `" + task + "` is judged by " + prompts + " prompts only");
            }
        });
        session.show(json(read, report, projection), () -> text(read, report, projection));
        return 0;
    }

    private void requireMixOf(Map<String, Integer> prompts) {
        mix.forEach((task, share) -> {
            if (!prompts.containsKey(task)) {
                throw Failure.usage(
                        "--mix: the set has no prompt of task `" + task + "`",
                        "it has " + String.join(", ", prompts.keySet()));
            }
            if (!(share >= 0 && share <= 1)) {
                throw Failure.usage(
                        "--mix: " + share + " is not from 0 to 1", "write shares such as sums=0.7,chat=0.3");
            }
        });
        double whole = mix.values().stream().mapToDouble(Double::doubleValue).sum();
        if (!mix.isEmpty() && Math.abs(whole - 1) > WHOLE) {
            throw Failure.usage("--mix: the shares are together " + number(whole), "make them 1 together");
        }
    }

    private Map<String, @Nullable Object> json(Sample.Read read, Report report, Projection projection) {
        return JsonText.object(
                "set", read.set(),
                "n", report.n(),
                "folds", report.folds(),
                "tokens", read.tokens(),
                "reference", read.reference(),
                "monthly", monthly,
                "mix", mix.isEmpty() ? null : mix,
                "fixed_usd", number(fixedUsd),
                "prompts", projection.prompts(),
                "bills", projection.bills().stream().map(ProjectCommand::json).toList(),
                "savings",
                        projection.savings().stream().map(ProjectCommand::json).toList());
    }

    private static Map<String, @Nullable Object> json(Projection.Bill bill) {
        return JsonText.object(
                "strategy", bill.strategy(),
                "usd", number(bill.usd().value()),
                "usd_low", number(bill.usd().low()),
                "usd_high", number(bill.usd().high()),
                "cost_share", number(bill.share()),
                "quality_share", number(bill.quality().value()),
                "quality_low", number(bill.quality().low()),
                "quality_high", number(bill.quality().high()));
    }

    private static Map<String, @Nullable Object> json(Projection.Saving saving) {
        return JsonText.object(
                "over", saving.over(),
                "usd", number(saving.usd().value()),
                "usd_low", number(saving.usd().low()),
                "usd_high", number(saving.usd().high()),
                "break_even_requests", saving.breakEven().requests(),
                "break_even_low", saving.breakEven().low(),
                "break_even_high", saving.breakEven().high());
    }

    private String text(Sample.Read read, Report report, Projection projection) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%,d requests a month, from %d prompts of %s, %d folds, tokens: %s\n\n",
                monthly,
                report.n(),
                read.set(),
                report.folds(),
                read.tokens()));
        Table bills = Table.of("STRATEGY", ">USD A MONTH", "95 %", ">OF REFERENCE", ">QUALITY", "95 %");
        projection
                .bills()
                .forEach(bill -> bills.row(
                        Table.cell(bill.strategy(), bill.strategy().equals("tiergate") ? Paint.BOLD : Paint.PLAIN),
                        usd(bill.usd().value()),
                        usd(bill.usd().low()) + " to " + usd(bill.usd().high()),
                        percent(bill.share()),
                        percent(bill.quality().value()),
                        percent(bill.quality().low()) + " to "
                                + percent(bill.quality().high())));
        text.append(bills.render(session.terminal())).append('\n');
        Table savings = Table.of("SAVED AGAINST", ">USD A MONTH", "95 %", ">BREAK-EVEN REQUESTS", "95 %");
        projection
                .savings()
                .forEach(saving -> savings.row(
                        saving.over(),
                        usd(saving.usd().value()),
                        usd(saving.usd().low()) + " to " + usd(saving.usd().high()),
                        requests(saving.breakEven().requests()),
                        requests(saving.breakEven().low()) + " to "
                                + requests(saving.breakEven().high())));
        text.append(savings.render(session.terminal()));
        text.append(String.format(
                Locale.ROOT,
                "\nBelow the break-even, %s a month for running Tiergate is not won back.\n",
                usd(fixedUsd)));
        return text.toString();
    }

    private static String usd(double usd) {
        return (usd < 0 ? "-$" : "$") + String.format(Locale.ROOT, "%,.2f", Math.abs(usd));
    }

    private static String requests(@Nullable Long requests) {
        return requests == null ? "never" : String.format(Locale.ROOT, "%,d", requests);
    }
}
