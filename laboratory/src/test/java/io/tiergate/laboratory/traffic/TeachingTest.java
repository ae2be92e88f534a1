package io.tiergate.laboratory.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeachingTest {
    private static final String TIERS = """
            policy: world
            reference: frontier
            tiers:
              - { name: small, targets: [ { model: lab/cheap } ] }
              - { name: frontier, targets: [ { model: lab/dear } ] }
            default_task: sums
            """;
    private static final CompiledPolicy FIXED = Agent.policy(TIERS + """
            tasks: { sums: { owner: t, strategy: fixed, tier: small, answer: { kind: number } } }
            """);
    private static final CompiledPolicy DEAR = Agent.policy(TIERS + """
            tasks: { sums: { owner: t, strategy: fixed, tier: frontier, answer: { kind: number } } }
            """);
    private static final CompiledPolicy CASCADE = Agent.policy(TIERS + """
            tasks: { sums: { owner: t, strategy: cascade, answer: { kind: number } } }
            """);
    private static final CompiledPolicy RULED = Agent.policy(TIERS + """
            tasks: { sums: { owner: t, strategy: fixed, tier: small, answer: { kind: number } } }
            rules: [ { name: long, when: "input_tokens > 500", then: { tier: frontier } } ]
            """);
    private static final Set<String> MODELS = Set.of(World.CHEAP, World.OTHER, World.DEAR);

    @TempDir
    Path folder;

    private final Agent agent = new Agent();

    private Lessons lessons(CompiledPolicy policy) throws IOException {
        TrafficLog log = agent.log(folder);
        return Teaching.of(log, Labels.of(log, Set.of()), policy, MODELS, (task, domain) -> task);
    }

    private Share share(CompiledPolicy policy, String model) throws IOException {
        return Objects.requireNonNull(lessons(policy).share("sums", model), "nothing is taught of " + model);
    }

    private static Agent.Says right(String model) {
        return Agent.Says.number("5");
    }

    @Test
    void fixedTask_teachesHowOftenItsModelIsRight() throws IOException {
        for (int i = 0; i < 50; i++) {
            String id = agent.serve(FIXED, "sums", TeachingTest::right);
            if (i < 20) {
                agent.feedback(id, i < 15);
            }
        }
        Share share = share(FIXED, World.CHEAP);
        assertThat(share.requests()).isEqualTo(50);
        assertThat(share.labels()).isEqualTo(20);
        assertThat(share.right()).isCloseTo(0.75, within(1e-9));
        assertThat(share.effective()).isCloseTo(20, within(1e-9));
        assertThat(share.chosen().share()).isEqualTo(1);
        assertThat(share.outputTokens()).isEqualTo(40);
        assertThat(Objects.requireNonNull(share.latency()).p95Millis()).isEqualTo(300);
        assertThat(lessons(FIXED).leftOut()).isEmpty();
    }

    @Test
    void rejectedAnswers_areWrong_labelledOrNot() throws IOException {
        for (int i = 0; i < 40; i++) {
            boolean malformed = i % 4 == 0;
            String id = agent.serve(
                    CASCADE,
                    "sums",
                    model -> malformed && model.equals(World.CHEAP) ? Agent.Says.malformed() : right(model));
            if (i < 20) {
                agent.feedback(id, true);
            }
        }
        Share share = share(CASCADE, World.CHEAP);
        assertThat(share.right()).isCloseTo(0.75, within(1e-9));
        assertThat(share.rejected()).isCloseTo(0.25, within(1e-9));
        assertThat(share.labels()).isEqualTo(15);
        assertThat(lessons(CASCADE).share("sums", World.DEAR)).isNull();
        assertThat(lessons(CASCADE).leftOut())
                .containsExactly(
                        new LeftOut("sums", World.DEAR, "asked because an answer before it was not served", 5));
    }

    @Test
    void armsWithSharesThatChange_areWeighedByHowOftenTheyWereAsked() throws IOException {
        // The dear model had 10 % while requests were easy, and 50 % while they were hard.
        serveWeek("easy", 200, 20, 1.0);
        serveWeek("hard", 200, 100, 0.5);
        Share dear = share(FIXED, World.DEAR);
        assertThat(dear.right()).isCloseTo(0.75, within(1e-9));
        assertThat(dear.labels()).isEqualTo(120);
        assertThat(dear.effective()).isCloseTo(400.0 * 400 / (20 * 100 + 100 * 4), within(1e-6));
        assertThat(dear.chosen().share()).isCloseTo(0.3, within(1e-9));
        assertThat(dear.chosen().arms()).containsExactly("candidate");
        assertThat(share(FIXED, World.CHEAP).chosen().arms()).containsExactly(Arm.BASELINE);
    }

    private void serveWeek(String routing, int requests, int toCandidate, double right) {
        for (int i = 0; i < requests; i++) {
            boolean candidate = i < toCandidate;
            String id = agent.serve(
                    candidate ? Agent.arm("candidate", DEAR) : Agent.arm(Arm.BASELINE, FIXED),
                    routing,
                    Agent.features("sums", null, 100),
                    TeachingTest::right);
            agent.feedback(id, i % 2 == 0 || right == 1.0);
        }
    }

    @Test
    void labelsOfSelectedRequests_doNotMoveTheShare() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            boolean large = random.nextDouble() < 0.3;
            String id = agent.serve(
                    Agent.arm(Arm.BASELINE, RULED),
                    "routing",
                    Agent.features("sums", null, large ? 900 : 100),
                    TeachingTest::right);
            agent.feedback(id, !large);
        }
        Lessons lessons = lessons(RULED);
        assertThat(Objects.requireNonNull(lessons.share("sums", World.CHEAP)).right())
                .isEqualTo(1);
        assertThat(lessons.share("sums", World.DEAR)).isNull();
        assertThat(lessons.leftOut())
                .singleElement()
                .satisfies(left -> assertThat(left.why()).startsWith("planned otherwise than most"));
    }

    @Test
    void modelAfterAProvidersFailure_wasChosenByChance() throws IOException {
        for (int i = 0; i < 10; i++) {
            String id = agent.serve(
                    FIXED,
                    "sums",
                    model -> model.equals(World.CHEAP) ? Agent.Says.nothing(Ending.UNREACHABLE) : right(model));
            agent.feedback(id, i < 8);
        }
        assertThat(share(FIXED, World.DEAR).right()).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void modelAfterATimeout_wasNot() throws IOException {
        String id = agent.serve(
                FIXED,
                "sums",
                model -> model.equals(World.CHEAP) ? Agent.Says.nothing(Ending.TIMED_OUT) : right(model));
        agent.feedback(id, true);
        assertThat(lessons(FIXED).shares()).isEmpty();
        assertThat(lessons(FIXED).leftOut()).hasSize(1);
    }

    @Test
    void pinnedModel_teachesNothing() throws IOException {
        Model dear = World.models().stream()
                .filter(model -> model.id().equals(World.DEAR))
                .findFirst()
                .orElseThrow();
        String id = agent.serve(
                Agent.arm(Arm.BASELINE, FIXED),
                "routing",
                Agent.features("sums", null, 100),
                new Decision.Asked(null, false, dear, null),
                TeachingTest::right);
        agent.feedback(id, true);
        assertThat(lessons(FIXED).leftOut())
                .containsExactly(new LeftOut("sums", World.DEAR, "the caller chose the model", 1));
    }

    @Test
    void otherPoliciesAndTasks_areLeftOut() throws IOException {
        agent.feedback(agent.serve(FIXED, "sums", TeachingTest::right), true);
        CompiledPolicy other = Agent.policy(TIERS.replace("policy: world", "policy: elsewhere") + """
                tasks: { sums: { owner: t, strategy: fixed, tier: small } }
                """);
        assertThat(lessons(other).shares()).isEmpty();
        assertThat(lessons(other).leftOut())
                .singleElement()
                .satisfies(left -> assertThat(left.group()).isEmpty());
        CompiledPolicy without = Agent.policy(TIERS.replace("default_task: sums", "default_task: chat") + """
                tasks: { chat: { owner: t, strategy: fixed, tier: small } }
                """);
        assertThat(lessons(without).leftOut()).hasSize(1);
    }

    @Test
    void olderRevisionOfThePolicy_teachesTheSame() throws IOException {
        agent.feedback(agent.serve(FIXED, "sums", TeachingTest::right), true);
        assertThat(lessons(DEAR).share("sums", World.CHEAP)).isNotNull();
    }

    @Test
    void domains_haveSharesOfTheirOwn() throws IOException {
        for (int i = 0; i < 20; i++) {
            String id = agent.serve(
                    Agent.arm(Arm.BASELINE, FIXED),
                    "routing",
                    Agent.features("sums", i % 2 == 0 ? "tax" : "school", 100),
                    TeachingTest::right);
            agent.feedback(id, i % 2 == 0);
        }
        TrafficLog log = agent.log(folder);
        Lessons lessons =
                Teaching.of(log, Labels.of(log, Set.of()), FIXED, MODELS, (task, domain) -> task + "/" + domain);
        assertThat(lessons.shares()).containsOnlyKeys("sums", "sums/tax", "sums/school");
        assertThat(lessons.share("sums/tax", World.CHEAP)).matches(share -> share.right() == 1);
        assertThat(lessons.share("sums", World.CHEAP)).matches(share -> share.right() == 0.5);
    }

    @Test
    void nothingRecorded_teachesNothing() throws IOException {
        assertThat(lessons(FIXED).isEmpty()).isTrue();
        assertThat(List.copyOf(lessons(FIXED).leftOut())).isEmpty();
    }
}
