package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.PolicyVariants;
import io.tiergate.laboratory.traffic.Labels;
import io.tiergate.laboratory.traffic.Lessons;
import io.tiergate.laboratory.traffic.LogReader;
import io.tiergate.laboratory.traffic.Teaching;
import io.tiergate.laboratory.traffic.TrafficCard;
import io.tiergate.laboratory.traffic.TrafficLog;
import io.tiergate.policy.catalog.Model;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Decision records with feedback, as they are given to what learns. */
final class Traffic {
    private static final int SHOWN = 20;

    @Option(
            names = "--records",
            paramLabel = "FILE|DIR",
            arity = "1..*",
            description =
                    "Decision records and feedback: files of agents, or the folders that they write them to. Alone, or to correct what"
                            + " --recorded gives.")
    private List<Path> records = List.of();

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description =
                    "Whose feedback counts, such as reviewer; several times for several. Without it: everybody's.")
    private List<String> sources = List.of();

    /**
     * What records teach.
     *
     * @param card the same for a document's card
     */
    record Taught(Labels labels, Lessons lessons, Map<String, Object> card) {}

    /** Whether there are any. */
    boolean isGiven() {
        return !records.isEmpty();
    }

    /**
     * Reads all of it.
     *
     * @throws Failure naming the file, the line and what to do
     */
    Taught taught(
            Session session, boolean skipBad, PolicyVariants variants, List<Model> models, Teaching.Groups groups) {
        TrafficLog log = read(session);
        if (!log.problems().isEmpty() && !skipBad) {
            log.problems().stream()
                    .limit(SHOWN)
                    .forEach(problem -> session.terminal().note(problem.toString()));
            throw Failure.usage(
                    "the records have " + log.problems().size() + " bad lines",
                    "mend them or take them out, or leave them out with --skip-bad");
        }
        Labels labels = Labels.of(log, Set.copyOf(sources));
        if (labels.size() == 0) {
            throw Failure.usage(
                    "no answer of the " + log.requests().size() + " records has a label; of "
                            + log.judgements().size() + " judgements "
                            + labels.counts().otherSource() + " are of other sources, "
                            + labels.counts().otherTenant() + " by other tenants, and "
                            + labels.counts().useless(),
                    "give the files of every agent, records and feedback");
        }
        Lessons lessons = Teaching.of(
                log,
                labels,
                variants.untrained(),
                models.stream().map(Model::id).collect(Collectors.toSet()),
                groups);
        return new Taught(labels, lessons, TrafficCard.of(log, labels, lessons));
    }

    private TrafficLog read(Session session) {
        try {
            return LogReader.read(records.stream().map(session::path).toList());
        } catch (NoSuchFileException e) {
            throw Failure.usage(e.getFile() + " does not exist", "check the path");
        } catch (IOException e) {
            throw Failure.usage("cannot read the records: " + e.getMessage(), "check that the files are whole");
        }
    }
}
