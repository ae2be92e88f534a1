package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.laboratory.evaluate.Bootstrap;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.laboratory.evaluate.SuccessTrial;
import io.tiergate.laboratory.text.Embeddings;
import io.tiergate.laboratory.text.UnusableSetException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Heads that say before any call how likely each model is right: tried where that is asked for. */
final class BeforeCall {
    @Option(
            names = "--success-heads",
            description =
                    "Try heads over the prompts' embeddings that say before any call how likely each model is right, and say whether they"
                            + " beat the prior per task. Needs a classifier node.")
    private boolean wanted;

    /**
     * Tries them.
     *
     * @param texts the prompts
     * @param classifier {@code HOST:PORT} of a node that runs; null: one is started for this
     * @return null: nobody asked for it
     * @throws Failure if the node's embeddings are of no use
     */
    @Nullable
    SuccessTrial trial(Session session, Study study, List<String> texts, @Nullable String classifier) {
        if (!wanted) {
            return null;
        }
        try {
            Embeddings embeddings = TextEmbedder.with(session, classifier, List.of(), node -> {
                String model = TextEmbedder.requireModel(node, "");
                return Embeddings.of(
                        texts.stream().distinct().toList(),
                        "prompt",
                        some -> TextEmbedder.vectors(session, node, model, some));
            });
            session.terminal().note("trying heads before the call");
            return SuccessTrial.of(
                    study, texts, texts.stream().map(embeddings::of).toList());
        } catch (IOException e) {
            throw Failure.usage("no classifier node: " + e.getMessage(), "name one that runs with --classifier");
        } catch (UnusableSetException e) {
            throw Failure.usage(e.problem(), e.remedy());
        }
    }

    /** What came of it, for people. */
    static String render(Terminal terminal, SuccessTrial trial) {
        Table models =
                Table.of("BEFORE THE CALL", ">LOSS BY PRIOR", ">BY HEAD", "LESS [95 %]", ">AUROC BY PRIOR", ">BY HEAD");
        trial.models()
                .forEach(one -> models.row(
                        one.model(),
                        digits(one.logLossPrior()),
                        digits(one.logLossHead()),
                        digits(one.gain().value()) + " [" + digits(one.gain().low()) + ", "
                                + digits(one.gain().high()) + "]",
                        digits(one.aurocPrior()),
                        digits(one.aurocHead())));
        StringBuilder text = new StringBuilder(models.render(terminal));
        for (SuccessTrial.Choice choice : trial.choices()) {
            Bootstrap.Interval points = choice.difference();
            text.append("choosing by heads at ")
                    .append(Numbers.percent(choice.costShare()))
                    .append(" of the reference's cost: ")
                    .append(String.format(
                            Locale.ROOT,
                            "%+.2f points of its quality [%+.2f, %+.2f]\n",
                            points.value() * 100,
                            points.low() * 100,
                            points.high() * 100));
        }
        return text.append(trial.verdict()).append('\n').toString();
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
