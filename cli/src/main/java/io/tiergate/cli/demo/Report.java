package io.tiergate.cli.demo;

import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a demo shows: what the traffic cost and gave beside each model alone, sections in order, and what was proved. Not thread-safe. */
final class Report {
    private final String set;
    private final int requests;
    private final List<Strategy> strategies;
    private final Strategy reference;
    private final List<Section> sections = new ArrayList<>();
    private final List<Proof> proofs = new ArrayList<>();

    /**
     * A report without sections.
     *
     * @param strategies what was done first; the reference among them
     * @param reference model that shares are of
     */
    Report(String set, int requests, List<Strategy> strategies, String reference) {
        this.set = set;
        this.requests = requests;
        this.strategies = List.copyOf(strategies);
        this.reference = strategies.stream()
                .filter(strategy -> strategy.isAlways(reference))
                .findFirst()
                .orElseThrow();
    }

    /**
     * One part.
     *
     * @param key its name in JSON
     * @param title for people
     * @param json for programs
     * @param text for people, whole lines
     */
    record Section(String key, String title, Object json, String text) {}

    /** One promise, whether it was kept, and what shows it. */
    record Proof(String promise, boolean kept, String evidence) {}

    void add(Section section) {
        sections.add(section);
    }

    void add(Proof proof) {
        proofs.add(proof);
    }

    boolean everythingProved() {
        return proofs.stream().allMatch(Proof::kept);
    }

    Strategy tiergate() {
        return strategies.getFirst();
    }

    Strategy reference() {
        return reference;
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = JsonText.object(
                "set",
                set,
                "n",
                requests,
                "strategies",
                strategies.stream().map(this::json).toList());
        Map<String, Object> parts = new LinkedHashMap<>();
        sections.forEach(section -> parts.put(section.key(), section.json()));
        json.put("sections", parts);
        json.put(
                "proofs",
                proofs.stream()
                        .map(proof -> JsonText.object(
                                "promise", proof.promise(), "kept", proof.kept(), "evidence", proof.evidence()))
                        .toList());
        json.put("proved", everythingProved());
        return json;
    }

    private Map<String, @Nullable Object> json(Strategy strategy) {
        return JsonText.object(
                "name",
                strategy.name(),
                "cost_usd",
                Figures.dollars(strategy.costMicros()),
                "cost_share",
                strategy.costShare(reference),
                "quality",
                strategy.quality(requests),
                "quality_share",
                strategy.qualityShare(reference));
    }

    String text(Terminal terminal) {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            heading(text, terminal, section.title());
            text.append(section.text());
        }
        heading(text, terminal, "Cost and quality of all " + requests + " requests, beside one model for everything");
        text.append(table().render(terminal));
        heading(text, terminal, "Proved");
        for (Proof proof : proofs) {
            text.append(proof.kept() ? terminal.paint(Paint.GREEN, "yes") : terminal.paint(Paint.RED, "NO "))
                    .append("  ")
                    .append(Terminal.safe(proof.promise()))
                    .append(": ")
                    .append(Terminal.safe(proof.evidence()))
                    .append('\n');
        }
        return text.append('\n').append(verdict(terminal)).toString();
    }

    private Table table() {
        Table table = Table.of("STRATEGY", ">COST", ">OF REFERENCE", ">QUALITY", ">OF REFERENCE");
        strategies.stream()
                .sorted(Comparator.comparing((Strategy strategy) -> !strategy.equals(tiergate()))
                        .thenComparingLong(Strategy::costMicros))
                .forEach(strategy -> table.row(
                        Table.cell(
                                strategy.name() + note(strategy),
                                strategy.equals(tiergate()) ? Paint.BOLD : Paint.PLAIN),
                        Figures.money(strategy.costMicros()),
                        Figures.percent(strategy.costMicros(), reference.costMicros()),
                        strategy.quality(requests).setScale(3, java.math.RoundingMode.HALF_UP),
                        percent(strategy.score(), reference.score())));
        return table;
    }

    private String note(Strategy strategy) {
        boolean cheapest = strategies.stream().skip(1).allMatch(other -> other.costMicros() >= strategy.costMicros());
        return strategy.equals(reference)
                ? " (reference)"
                : cheapest && !strategy.equals(tiergate()) ? " (cheapest)" : "";
    }

    private static String percent(double part, double whole) {
        return Figures.percent(Math.round(part * 1_000_000), Math.round(whole * 1_000_000));
    }

    private String verdict(Terminal terminal) {
        Strategy done = tiergate();
        String saved = "Tiergate spent " + Figures.money(done.costMicros()) + " where " + reference.name() + " costs "
                + Figures.money(reference.costMicros()) + ": "
                + Figures.percent(reference.costMicros() - done.costMicros(), reference.costMicros()) + " saved, with "
                + percent(done.score(), reference.score()) + " of its quality.\n";
        return terminal.paint(Paint.BOLD, saved);
    }

    private static void heading(StringBuilder text, Terminal terminal, String title) {
        text.append('\n').append(terminal.paint(Paint.BOLD, title)).append('\n');
    }
}
