package io.tiergate.cli.laboratory;

import io.tiergate.cli.process.Folder;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.laboratory.heads.ModelSetWriter;
import io.tiergate.laboratory.heads.TrainedHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate train heads}. */
@Command(
        name = "heads",
        description =
                "Learns what a text's task and domain are, from labelled prompts: writes a model set for `tiergate classifier --models`.")
final class TrainHeadsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Embedding embedding = new Embedding();

    @Option(
            names = "--base",
            paramLabel = "DIR|bundled",
            description =
                    "The model set whose encoder the heads are for. Without it: bundled, the one in the node's jar.")
    private Path base = Path.of(BaseSet.BUNDLED);

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The model set that is written; must not be there yet.")
    private Path out = Path.of("");

    TrainHeadsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Path target = session.path(out).toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw Failure.usage(out + " is there already", "choose another place with --out, or remove it");
        }
        Path parent = target.getParent() == null ? target : target.getParent();
        Files.createDirectories(parent);
        // Hidden, so that a node that looks into the directory passes over what is half written.
        Path work = Files.createTempDirectory(parent, ".heads");
        try {
            Path set = work.resolve("sets").resolve("base");
            BaseSet.copy(session, base, set);
            List<TrainedHead> heads = EvalHeadsCommand.learn(
                    session,
                    embedding,
                    embedding.embed(session, ModelSetWriter.digest(set), BaseSet.nodeArguments(base, set)));
            String digest = ModelSetWriter.add(set, heads, embedding.from());
            Files.move(set, target, StandardCopyOption.ATOMIC_MOVE);
            show(heads, digest);
            return 0;
        } finally {
            Folder.remove(work);
        }
    }

    private void show(List<TrainedHead> heads, String digest) {
        session.show(
                JsonText.object(
                        "directory", out.toString(),
                        "digest", digest,
                        "policy", HeadsText.asPolicy(heads, digest),
                        "heads", HeadsText.json(heads)),
                () -> HeadsText.render(session.terminal(), heads) + "wrote " + out + ", " + digest
                        + "\nrun it:  tiergate classifier --models DIR, the directory that holds it, with --default-model "
                        + out.getFileName() + "\nask it, in a policy:\n" + HeadsText.asPolicy(heads, digest));
    }
}
