package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.finishes;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.Caller.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.analyze.Finding;
import io.tiergate.dataplane.analyze.Question;
import io.tiergate.dataplane.call.http.Calls;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.dataplane.model.CacheState;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Similar;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the semantic cache does for a request. The classifier embeds a text as an angle: its last letter says which. */
@Timeout(180)
class SimilarTest {
    private static final String MODEL = "sha256:" + "0".repeat(64);
    private static final String SIMILAR = """
            policy: similar
            tiers:
              - { name: small,    targets: [ { model: p/small } ] }
              - { name: frontier, targets: [ { model: p/frontier } ] }
            tasks:
              chat: { owner: ops, strategy: fixed, tier: small }
            default_task: chat
            default_domain: general
            rules:
              - { name: law, when: 'domain == "legal"', then: { tier: frontier, cache: none } }
            cache:
              exact: true
              ttl: 1h
              semantic:
                max_wrong_hits: 0.05
                verifier: { model: "MODEL", max_wrong_hits: 0.05, threshold: 0.9, weights: { one: -90, cosine: 100 } }
            """.replace("MODEL", MODEL);
    private static final String PREDICTING = SIMILAR.replace("policy: similar\n", """
            policy: predicting
            pins: { classifier: "MODEL" }
            predict: { domain: { head: domain, at_least: 0.5 } }
            """.replace("MODEL", MODEL));

    private final LocalAgent agent = LocalAgent.running(SIMILAR, PREDICTING);
    private final List<Question> asked = new CopyOnWriteArrayList<>();
    private int kept;

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private void classifier(String domain, String model, boolean whole) {
        agent.asking(question -> {
            asked.add(question);
            String text = question.text();
            double angle = (text.charAt(text.length() - 1) - 'a') / 50.0 * Math.PI / 2;
            float[] embedding = new float[question.embedding() ? 64 : 0];
            for (int i = 0; i < embedding.length; i++) {
                embedding[i] = (float) (i % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
            }
            return new Finding.Known(new Analysis(
                    model,
                    embedding,
                    Map.of("domain", new Analysis.Scores(List.of(domain, "other"), List.of(0.9f, 0.1f))),
                    null,
                    false,
                    whole));
        });
    }

    private void classifier() {
        classifier("general", MODEL, true);
    }

    private Caller send(String text) {
        return Caller.send(agent, ask("similar", text));
    }

    /** Serves a request that is kept, and waits until it can be found. */
    private void keep(String model, String text) {
        assertThat(Caller.send(agent, ask(model, text)).answer().text()).isNotEmpty();
        agent.record();
        kept++;
        awaitKept();
    }

    private void awaitKept() {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (agent.semantic().stats().held().vectors() < kept) {
            assertThat(System.nanoTime()).as("kept in time").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void assertNothingKept() {
        agent.hops().awaitIdle();
        assertThat(agent.semantic().stats().stored()).isZero();
    }

    @Test
    void similarQuestion_getsTheKeptAnswer_forNothing_andTheRecordSaysWhy() {
        classifier();
        agent.upstream().model("small", says("By the link."));
        Caller first = send("How do I sign in ? f");
        assertThat(first.routing().cache()).isEqualTo(CacheState.MISS);
        agent.record();
        kept = 1;
        awaitKept();

        Caller second = send("How can I sign in ? g");

        assertThat(second.answer().body()).isEqualTo(first.answer().body());
        assertThat(second.routing().cache()).isEqualTo(CacheState.SEMANTIC);
        assertThat(second.routing().costMicros()).isZero();
        assertThat(agent.upstream().called()).hasSize(1);
        DecisionRecord record = agent.record(); // and it replays
        assertThat(record.end()).isInstanceOf(End.Hit.class);
        assertThat(record.cache().origin()).isEqualTo(first.routing().decisionId());
        assertThat(record.cache().target()).isEqualTo("p/small");
        assertThat(record.cache().tier()).isEqualTo("small");
        assertThat(record.cache().similar()).isInstanceOfSatisfying(Similar.Found.class, found -> {
            assertThat(found.cosine()).isBetween(995_000, 1_000_000);
            assertThat(found.probability()).isBetween(900_000, 1_000_000);
        });
        assertThat(record.referenceMicros()).isPositive();
        assertThat(LocalAgent.json(record)).contains("\"state\":\"semantic\"", "\"similar\":{\"probability\":");
    }

    @Test
    void lessSimilar_isServedAnew_andTheRecordNamesTheLikeliest() {
        classifier();
        agent.upstream().model("small", says("First"), says("Second"));
        keep("similar", "one f");

        assertThat(send("two z").answer().text()).isEqualTo("Second");

        DecisionRecord record = agent.record();
        assertThat(record.cache().state()).isEqualTo("miss");
        assertThat(record.cache().similar())
                .isInstanceOfSatisfying(
                        Similar.Found.class,
                        found -> assertThat(found.probability()).isLessThan(500_000));
    }

    @Test
    void sameRequest_isStillAnExactHit_thatAsksNobody() {
        classifier();
        agent.upstream().model("small", says("Yes"));
        keep("similar", "one f");
        assertThat(send("one f").routing().cache()).isEqualTo(CacheState.EXACT);

        assertThat(asked).singleElement().satisfies(question -> {
            assertThat(question.embedding()).isTrue();
            assertThat(question.model()).isEqualTo(MODEL);
        });
    }

    @Test
    void hit_isReplayedAsAStream_andAStreamedAnswerIsKept() {
        classifier();
        agent.upstream().model("small", says("One two three"));
        assertThat(Caller.send(agent, stream("similar", "count f")).answer().text())
                .isEqualTo("One two three");
        agent.record();
        kept = 1;
        awaitKept();

        Caller streamed = Caller.send(agent, stream("similar", "count, please g"));

        assertThat(streamed.answer().text()).isEqualTo("One two three");
        assertThat(streamed.routing().cache()).isEqualTo(CacheState.SEMANTIC);
        assertThat(agent.upstream().called()).hasSize(1);
    }

    @Test
    void predictionsAndEmbedding_areOneQuestion() {
        classifier();
        agent.upstream().model("small", says("Yes"));
        keep("predicting", "one f");
        assertThat(Caller.send(agent, ask("predicting", "one, please g"))
                        .routing()
                        .cache())
                .isEqualTo(CacheState.SEMANTIC);

        assertThat(asked).hasSize(2).allSatisfy(question -> {
            assertThat(question.heads()).containsExactly("domain");
            assertThat(question.embedding()).isTrue();
        });
        DecisionRecord record = agent.record();
        assertThat(Objects.requireNonNull(record.decision()).features().domain())
                .isEqualTo("general");
    }

    @Test
    void predictionThatForbidsTheCache_neitherReadsNorWritesIt() {
        classifier("legal", MODEL, true);
        agent.upstream().model("frontier", says("Ask a lawyer"));
        assertThat(Caller.send(agent, ask("predicting", "may I f")).answer().text())
                .isEqualTo("Ask a lawyer");

        assertNothingKept();
        assertThat(agent.semantic().stats().misses()).isZero();
    }

    @Test
    void anotherTenant_neverGetsTheAnswer() {
        classifier();
        agent.publish(2, List.of(SIMILAR.replace("policy: similar", "policy: support")));
        agent.upstream().model("small", says("Mine"), says("Theirs"));
        keep("support", "one f");

        Caller other = Caller.send(
                agent, LocalAgent.UMBRELLA, Calls.request(ask("support", "one, please f")), Declared.NOTHING);

        assertThat(other.answer().text()).isEqualTo("Theirs");
        DecisionRecord record = agent.record();
        assertThat(record.cache().similar()).isNull();
    }

    @Test
    void otherInstructions_areAnotherPartition() {
        classifier();
        agent.upstream().model("small", says("Plain"), says("As a pirate"));
        keep("similar", "one f");
        String pirate = ask("similar", "one f")
                .replace("[{\"role\":\"user\"", "[{\"role\":\"system\",\"content\":\"Pirate\"},{\"role\":\"user\"");

        assertThat(Caller.send(agent, pirate).answer().text()).isEqualTo("As a pirate");
    }

    @Test
    void whatHasNoSimilarOnes_isNotEmbedded() {
        classifier();
        agent.upstream().model("small", says("A"), says("B")).model("frontier", says("C"));
        assertThat(send("mail me at jo@example.com f").answer().text()).isEqualTo("A");
        assertUnasked("address or number");
        assertThat(send(" ").answer().text()).isEqualTo("B");
        assertUnasked("no text");
        String image = ask("similar/chat", "see f")
                .replace(
                        "\"content\":\"see f\"",
                        "\"content\":[{\"type\":\"text\",\"text\":\"see f\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a.example/a.png\"}}]");
        assertThat(Caller.send(agent, image).answer().text()).isEqualTo("C");
        assertUnasked("not text alone");

        assertThat(asked).isEmpty();
        assertNothingKept();
    }

    private void assertUnasked(String why) {
        assertThat(agent.record().cache().similar())
                .isInstanceOfSatisfying(
                        Similar.Unasked.class,
                        unasked -> assertThat(unasked.why()).contains(why));
    }

    @Test
    void whatMustNotBeCached_isNotKept() {
        classifier();
        agent.upstream().model("small", finishes("cut", "length"), says("Hi"));
        assertThat(send("long f").answer().text()).isEqualTo("cut");
        String several = ask("similar", "several f").replace("{\"model\"", "{\"n\":2,\"model\"");
        assertThat(Caller.send(agent, several).answer().text()).isNotEmpty();

        assertNothingKept();
        agent.records(2);
    }

    @Test
    void nodeThatIsNotThere_costsNothingButTheHit() {
        agent.upstream().model("small", says("Yes"), says("Again"));
        assertThat(send("one f").answer().text()).isEqualTo("Yes");
        assertUnasked("--classifier");
        assertThat(send("one f").routing().cache()).isEqualTo(CacheState.EXACT);
        agent.record();
        assertNothingKept();
    }

    @Test
    void embeddingOfAnotherModel_orOfACutText_isNotUsed() {
        agent.upstream().model("small", says("A"), says("B"), says("C"));
        classifier("general", "sha256:" + "1".repeat(64), true);
        assertThat(send("one f").answer().text()).isEqualTo("A");
        assertUnasked("another model");
        classifier("general", MODEL, false);
        assertThat(send("two f").answer().text()).isEqualTo("B");
        assertUnasked("longer than the model reads");
        agent.asking(question -> new Finding.Known(new Analysis(MODEL, new float[64], Map.of(), null, false, true)));
        assertThat(send("three f").answer().text()).isEqualTo("C");
        assertUnasked("no embedding");
        assertNothingKept();
    }

    @Test
    void policyWithoutIt_isNotAffected() {
        classifier();
        assertThat(Documents.SUPPORT).doesNotContain("semantic");
        agent.upstream().model("small", says("Yes"));
        assertThat(Caller.send(agent, ask("support", "one f")).answer().text()).isEqualTo("Yes");

        assertThat(asked).isEmpty();
        assertThat(agent.record().cache().similar()).isNull();
    }
}
