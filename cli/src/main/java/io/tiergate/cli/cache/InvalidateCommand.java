package io.tiergate.cli.cache;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.v1.InvalidateReply;
import io.tiergate.v1.InvalidateRequest;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate cache invalidate}. */
@Command(
        name = "invalidate",
        description = "Has cached answers served no more, on all agents of a cluster. Needs the role operator.")
final class InvalidateCommand implements Callable<Integer> {
    private final Session session;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private Entries entries = new Entries();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Of them, or alone of all, only what was stored 10m, 1h, 7d ago or earlier.")
    private String olderThan = "";

    @Option(names = "--dry-run", description = "Change nothing; say what it would mean.")
    private boolean dryRun;

    /** Which entries. */
    private static final class Entries {
        @Option(names = "--tenant", paramLabel = "NAME", description = "Answers to this tenant's requests.")
        private String tenant = "";

        @Option(
                names = "--user",
                paramLabel = "NAME",
                description = "Answers to requests for this end user, of any tenant.")
        private String user = "";

        @Option(names = "--policy", paramLabel = "NAME", description = "Answers that this policy decided on.")
        private String policy = "";

        @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "Answers to requests with this tag.")
        private String tag = "";

        @Option(names = "--id", paramLabel = "DECISION", description = "The answer of this decision.")
        private String id = "";

        @Option(names = "--all", description = "Every answer.")
        private boolean all;

        void into(InvalidateRequest.Builder request) {
            if (!tenant.isEmpty()) {
                request.setTenant(tenant);
            } else if (!user.isEmpty()) {
                request.setUser(user);
            } else if (!policy.isEmpty()) {
                request.setPolicy(policy);
            } else if (!tag.isEmpty()) {
                request.setTag(tag);
            } else if (!id.isEmpty()) {
                request.setDecisionId(id);
            } else if (all) {
                request.setAll(true);
            }
        }
    }

    InvalidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        InvalidateRequest request = request();
        try (Connections connections = session.connect()) {
            InvalidateReply reply = ask(connections, request);
            session.show(
                    JsonText.object(
                            "dry_run", dryRun,
                            "answers", reply.getAnswers(),
                            "answers_in_all", reply.getAnswersInAll(),
                            "questions", reply.getQuestions(),
                            "questions_in_all", reply.getQuestionsInAll(),
                            "until",
                                    Instant.ofEpochMilli(reply.getUntilMillis()).toString()),
                    () -> text(reply));
        }
        return 0;
    }

    private InvalidateRequest request() {
        InvalidateRequest.Builder request = InvalidateRequest.newBuilder().setDryRun(dryRun);
        entries.into(request);
        if (!olderThan.isEmpty()) {
            request.setOlderThanSeconds(Figures.millis("--older-than", olderThan) / 1_000);
            if (request.getEntriesCase() == InvalidateRequest.EntriesCase.ENTRIES_NOT_SET) {
                request.setAll(true);
            }
        }
        if (request.getEntriesCase() == InvalidateRequest.EntriesCase.ENTRIES_NOT_SET) {
            throw Failure.usage(
                    "which entries is not said", "give --tenant, --user, --policy, --tag, --id, --older-than or --all");
        }
        return request.build();
    }

    /** One agent of a cluster takes it for all. */
    private InvalidateReply ask(Connections connections, InvalidateRequest request) {
        Iterator<Peer> agents = connections.cacheKeepers().iterator();
        while (true) {
            Peer agent = agents.next();
            try {
                return agent.cache(cache -> cache.invalidate(request));
            } catch (Failure e) {
                if (e.exitCode() != ExitCode.UNREACHABLE || !agents.hasNext()) {
                    throw e;
                }
                session.terminal().note(e.getMessage() + " Trying the next agent.");
            }
        }
    }

    private String text(InvalidateReply reply) {
        return (dryRun ? "would be invalidated: " : "invalidated: ") + reply.getAnswers() + " of "
                + reply.getAnswersInAll() + " answers, " + reply.getQuestions() + " of " + reply.getQuestionsInAll()
                + " questions, stored until " + Instant.ofEpochMilli(reply.getUntilMillis()) + "\n";
    }
}
