package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.v1.CacheContents;
import io.tiergate.v1.CacheContentsRequest;
import io.tiergate.v1.InvalidateRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Questions that mean the same, over two agents and a classifier node with the bundled model. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class SimilarIT {
    /** Goes by the cosine alone, beside the vetoes: even odds at 0.85. */
    private static final String CACHE = """
            cache:
              exact: true
              ttl: 24h
              share: tenant
              semantic:
                max_wrong_hits: 0.05
                verifier: { model: "BUNDLED_MODEL", max_wrong_hits: 0.05, threshold: 0.6, weights: { one: -85, cosine: 100 } }
            """;

    private static LiveStack stack;

    @BeforeAll
    static void start() {
        stack = LiveStack.startClassified(
                "similar", text -> text.replace("cache: { exact: true, ttl: 24h, share: tenant }\n", CACHE));
    }

    @AfterAll
    static void close() {
        stack.close();
    }

    private static OpenAiApi.Reply ask(int agent, String tenant, String question) throws IOException {
        return stack.http(stack.agent(agent), tenant).ask("desk", question);
    }

    private static String cache(OpenAiApi.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.header("x-tiergate-cache");
    }

    private static CacheContents contents(LocalAgent agent) {
        return stack.grpc(agent, "").cache(cache -> cache.contents(CacheContentsRequest.getDefaultInstance()));
    }

    private static long questions(LocalAgent agent) {
        return contents(agent).getQuestions();
    }

    /**
     * Asks the first agent something new until both agents have it to compare with: a node that is busy may answer too late, and then nothing is
     * kept. A blank more makes another request of the same meaning.
     */
    private static OpenAiApi.Reply keep(String question) {
        long before = questions(stack.agent(1));
        AtomicReference<OpenAiApi.Reply> original = new AtomicReference<>();
        AtomicInteger blanks = new AtomicInteger();
        Eventually.so("both agents have '" + question + "'", () -> {
            long there = questions(stack.agent(1));
            if (there > before && questions(stack.agent(2)) == there) {
                return true;
            }
            if (there == before) {
                OpenAiApi.Reply reply = ask(1, "shop", question + " ".repeat(blanks.getAndIncrement()));
                if (cache(reply).equals("miss")) {
                    original.set(reply);
                }
            }
            return false;
        });
        return original.get();
    }

    /** Asks an agent until the node was there to compare the question, and gives the reply. */
    private static OpenAiApi.Reply compared(int agent, String tenant, String question) {
        AtomicReference<OpenAiApi.Reply> compared = new AtomicReference<>();
        AtomicInteger blanks = new AtomicInteger();
        Eventually.so("'" + question + "' is compared", () -> {
            OpenAiApi.Reply reply = ask(agent, tenant, question + " ".repeat(blanks.getAndIncrement()));
            compared.set(reply);
            return cache(reply).equals("semantic")
                    || !record(reply).text("/cache/similar/probability").isEmpty();
        });
        return compared.get();
    }

    private static DecisionRecord record(OpenAiApi.Reply reply) {
        AtomicReference<DecisionRecord> found = new AtomicReference<>();
        Eventually.so("the record of " + reply.decisionId() + " is there", () -> {
            stack.records().stream()
                    .filter(record -> record.id().equals(reply.decisionId()))
                    .forEach(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    @Test
    @Order(1)
    void paraphrase_getsTheOtherAgentsAnswer_andEverythingSaysSo() throws IOException {
        OpenAiApi.Reply original = keep("How do I reset my password?");

        OpenAiApi.Reply hit = compared(2, "shop", "How can I reset my password?");

        assertThat(cache(hit)).isEqualTo("semantic");
        assertThat(hit.body()).isEqualTo(original.body());
        assertThat(hit.header("x-tiergate-cost-micros")).isEqualTo("0");
        Eventually.so(
                "its record is there",
                () -> stack.records().stream().anyMatch(record -> record.id().equals(hit.decisionId())));
        CommandRun explained = stack.tiergate("explain", hit.decisionId());
        assertThat(explained.out())
                .contains("semantic: the answer of", original.decisionId(), "whose answer fits with probability");
        CommandRun replayed = stack.tiergate("replay", "--last", "50");
        assertThat(replayed.code()).as(replayed.said()).isZero();
        assertThat(stack.tiergate("cost").out()).contains(" semantic)");
    }

    @Test
    @Order(2)
    void nearMisses_areServedAnew() throws IOException {
        var _ = keep("What does the plan with 3 seats cost?");

        assertThat(cache(compared(2, "shop", "What does the plan with 4 seats cost?")))
                .isEqualTo("miss");
        assertThat(cache(compared(2, "shop", "How do I delete my account?"))).isEqualTo("miss");
        assertThat(cache(ask(2, "shop", "My mail is jo@example.com, how do I reset my password?")))
                .isEqualTo("miss");
    }

    @Test
    @Order(3)
    void anotherTenant_neverGetsIt() throws IOException {
        OpenAiApi.Reply original = keep("Where can I download my invoices?");

        OpenAiApi.Reply other = ask(2, "bank", "Where can I download my invoices?");
        assertThat(cache(other)).isEqualTo("miss");
        assertThat(other.decisionId()).isNotEqualTo(original.decisionId());
        assertThat(cache(compared(2, "shop", "Where could I download my invoices?")))
                .isEqualTo("semantic");
    }

    @Test
    @Order(4)
    void whatIsInvalidatedThroughOneAgent_isServedByNeither() throws IOException {
        OpenAiApi.Reply original = keep("How long does shipping to Norway take?");
        String agent = stack.agent(1).grpc();
        CommandRun dry = stack.tiergate("cache", "invalidate", "--id", original.decisionId(), "--dry-run");
        assertThat(dry.out()).startsWith("would be invalidated: 1 of ").contains(", 1 of ");
        assertThat(cache(compared(2, "shop", "How long does the shipping to Norway take?")))
                .isEqualTo("semantic");

        CommandRun done = stack.tiergate("cache", "invalidate", "--id", original.decisionId(), "--agent", agent);
        assertThat(done.code()).as(done.said()).isZero();

        Eventually.so("the other agent knows", () -> contents(stack.agent(2)).getInvalidations() == 1);
        assertThat(stack.tiergate("cache", "show").out()).contains("a1 ", "a2 ");
        assertThat(cache(ask(2, "shop", "How long does shipping to Norway take?")))
                .isEqualTo("miss");
        InvalidateRequest everything =
                InvalidateRequest.newBuilder().setAll(true).build();
        assertThatThrownBy(() -> stack.grpc(stack.agent(1), "shop").cache(cache -> cache.invalidate(everything)))
                .hasMessageContaining("needs the role operator");
    }

    @Test
    @Order(5)
    void classifierKilledAmidTraffic_failsNoRequest() throws IOException, InterruptedException, ExecutionException {
        List<Callable<Integer>> calls = IntStream.range(0, 60)
                .<Callable<Integer>>mapToObj(number -> () -> {
                    if (number == 20) {
                        stack.classifier().service().kill();
                    }
                    return ask(1 + number % 2, "shop", "Traffic " + "x".repeat(number + 1) + "?")
                            .status();
                })
                .toList();
        try (ExecutorService callers = Executors.newFixedThreadPool(
                4, Thread.ofPlatform().name("caller-", 0).factory())) {
            for (Future<Integer> status : callers.invokeAll(calls)) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
        OpenAiApi.Reply after = ask(1, "shop", "Is it still served?");
        assertThat(cache(after)).isEqualTo("miss");
        assertThat(cache(ask(1, "shop", "Is it still served?"))).isEqualTo("exact");
    }
}
