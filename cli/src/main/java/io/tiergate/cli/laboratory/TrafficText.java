package io.tiergate.cli.laboratory;

import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.laboratory.traffic.Labels;
import io.tiergate.laboratory.traffic.Share;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What records taught, for people. */
final class TrafficText {
    private TrafficText() {}

    static String render(Terminal terminal, Traffic.Taught taught) {
        Labels.Counts counts = taught.labels().counts();
        StringBuilder text = new StringBuilder();
        text.append(taught.labels().size())
                .append(" labelled answers, of ")
                .append(counts.judgements())
                .append(" judgements (")
                .append(counts.superseded())
                .append(" superseded, ")
                .append(counts.contradicted())
                .append(" answers contradicted, ")
                .append(counts.otherSource())
                .append(" of other sources)\n");
        if (counts.otherTenant() > 0) {
            text.append(counts.otherTenant()).append(" judgements by other tenants were left out\n");
        }
        counts.useless()
                .forEach((why, judgements) -> text.append(judgements)
                        .append(" of no answer: ")
                        .append(why)
                        .append('\n'));
        Table shares =
                Table.of("TASK", "MODEL", ">LABELS", ">REQUESTS", "ASKED", ">REJECTED", ">EFFECTIVE", ">RIGHT", "95 %");
        taught.lessons()
                .shares()
                .forEach((group, byModel) ->
                        new TreeMap<>(byModel).forEach((model, share) -> row(shares, group, model, share)));
        text.append(shares.render(terminal));
        taught.lessons()
                .leftOut()
                .forEach(left -> text.append("left out: ")
                        .append(left.labels())
                        .append(" of ")
                        .append(left.group().isEmpty() ? left.model() : left.group() + ", " + left.model())
                        .append(": ")
                        .append(left.why())
                        .append('\n'));
        return text.toString();
    }

    private static void row(Table table, String group, String model, Share share) {
        Share.Interval interval = share.interval();
        table.row(
                group,
                model,
                share.labels(),
                share.requests(),
                asked(share.chosen()),
                Numbers.percent(share.rejected()),
                String.format(Locale.ROOT, "%.1f", share.effective()),
                Numbers.percent(share.right()),
                Numbers.percent(interval.low()) + " to " + Numbers.percent(interval.high()));
    }

    private static String asked(Share.Chosen chosen) {
        String how = chosen.share() == 1
                ? "always"
                : Numbers.percent(chosen.share()) + ", "
                        + chosen.arms().stream().sorted().collect(Collectors.joining(", "));
        return chosen.covered() == 1 ? how : how + "; of " + Numbers.percent(chosen.covered()) + " of the traffic";
    }
}
