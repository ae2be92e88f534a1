package io.tiergate.cli.cache;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Table;
import io.tiergate.v1.CacheContents;
import io.tiergate.v1.CacheContentsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code tiergate cache show}. */
@Command(name = "show", description = "Shows how much each agent sees cached, and how often that answered a request.")
final class ShowCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1 << 20;

    private final Session session;

    ShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<CacheContents> all = new ArrayList<>();
        try (Connections connections = session.connect()) {
            for (Peer agent : connections.cacheKeepers()) {
                all.add(agent.cache(cache -> cache.contents(CacheContentsRequest.getDefaultInstance())));
            }
        }
        session.show(
                JsonText.object("agents", all.stream().map(ShowCommand::json).toList()), () -> text(all));
        return 0;
    }

    private String text(List<CacheContents> all) {
        Table table = Table.of(
                "AGENT",
                ">MEMBERS",
                ">ANSWERS",
                ">QUESTIONS",
                ">PARTITIONS",
                ">GRAPHS",
                ">MB",
                ">EXACT HITS",
                ">SEMANTIC HITS",
                ">INVALIDATIONS");
        for (CacheContents one : all) {
            table.row(
                    one.getAgent(),
                    one.getMembers(),
                    one.getAnswers(),
                    one.getQuestions(),
                    one.getPartitions(),
                    one.getGraphs(),
                    one.getQuestionBytes() / MEGABYTE,
                    hits(one.getExactHits(), one.getExactLookups()),
                    hits(one.getSemanticHits(), one.getSemanticLookups()),
                    one.getInvalidations());
        }
        return table.render(session.terminal());
    }

    private static String hits(long hits, long lookups) {
        return hits + (lookups == 0 ? "" : " (" + Figures.percent(hits, lookups) + ")");
    }

    private static Map<String, @Nullable Object> json(CacheContents one) {
        return JsonText.object(
                "agent", one.getAgent(),
                "members", one.getMembers(),
                "answers", one.getAnswers(),
                "questions", one.getQuestions(),
                "partitions", one.getPartitions(),
                "graphs", one.getGraphs(),
                "question_bytes", one.getQuestionBytes(),
                "invalidations", one.getInvalidations(),
                "exact_lookups", one.getExactLookups(),
                "exact_hits", one.getExactHits(),
                "semantic_lookups", one.getSemanticLookups(),
                "semantic_hits", one.getSemanticHits());
    }
}
