package io.tiergate.policy.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Samples;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.snapshot.Routing;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;

class ReplayPropertyTest {
    private static final Routing ROUTING = RecordRouting.of();
    private static final List<String> POLICIES = List.of("fixed", "route", "cascade", "consensus", "hybrid");
    private static final List<Ending> ENDINGS = List.of(Ending.values());
    private static final List<Model> MODELS =
            List.of(Samples.SMALL_1, Samples.SMALL_2, Samples.MID_1, Samples.TOP_1, Samples.CODE_1);

    @Property(tries = 3_000)
    void randomWalk_replaysToTheSameBytes(@ForAll long seed, @ForAll @StringLength(max = 12) String text) {
        Random random = new Random(seed);
        Decision decision = RecordSamples.decision(
                ROUTING,
                POLICIES.get(random.nextInt(POLICIES.size())),
                new Decision.Inputs(random.nextLong(), random.nextLong(), features(random, text), asked(random)));
        DecisionRecord record = RecordSamples.walk(
                ROUTING,
                decision,
                new CacheUse("miss", Samples.digest(text).toString(), "", "", ""),
                step -> new Observation(step * (long) random.nextInt(3_000), down(random)),
                call -> attempt(random, call, text));
        byte[] json = RecordWriter.toJson(record);
        assertThat(Replay.replay(json, ROUTING))
                .as(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(new Replay.Result.Same());
    }

    @Property
    void damagedRecord_replaysOrSaysWhyNot(
            @ForAll @IntRange(max = 4_000) int at,
            @ForAll @IntRange(max = 12) int cut,
            @ForAll @From("damage") String inserted,
            @ForAll boolean hybrid) {
        DecisionRecord record = hybrid ? RecordSamples.hybrid(ROUTING) : RecordSamples.cascade(ROUTING);
        String json = new String(RecordWriter.toJson(record), StandardCharsets.UTF_8);
        int from = Math.min(at, json.length());
        byte[] damaged = (json.substring(0, from) + inserted + json.substring(Math.min(from + cut, json.length())))
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Replay.replay(damaged, ROUTING)).isNotNull();
    }

    @Provide
    Arbitrary<String> damage() {
        return Arbitraries.of(
                "",
                "[",
                "]",
                "{",
                "}",
                ",",
                ":",
                "\"",
                "\"x\"",
                "-1",
                "1e999999999",
                "99999999999999999999",
                "null",
                "true",
                "[]",
                "{}",
                "0",
                "\\",
                "\\u0000");
    }

    private static Features features(Random random, String text) {
        String domain = random.nextInt(3) == 0 ? null : random.nextBoolean() ? "legal" : text;
        return new Features(
                "work",
                domain,
                random.nextBoolean() ? "low" : "high",
                new Features.Size(
                        random.nextInt(20_000),
                        random.nextInt(3_000),
                        random.nextBoolean() ? null : 1L + random.nextInt(5_000)),
                new Features.Form(
                        random.nextInt(9),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        "json_object",
                        random.nextBoolean()),
                new Features.Caller(text, "", random.nextBoolean() ? null : text),
                Map.of("b", text, "a" + text, ""));
    }

    private static Decision.Asked asked(Random random) {
        Model pin = random.nextInt(5) == 0 ? MODELS.get(random.nextInt(MODELS.size())) : null;
        String atLeast = random.nextInt(3) == 0
                ? List.of("small", "mid", "code", "frontier").get(random.nextInt(4))
                : null;
        return new Decision.Asked(
                atLeast, random.nextBoolean(), pin, random.nextBoolean() ? null : (long) random.nextInt(30_000));
    }

    private static Set<String> down(Random random) {
        Set<String> down = new HashSet<>();
        for (Model model : MODELS) {
            if (random.nextInt(6) == 0) {
                down.add(model.id());
            }
        }
        return down;
    }

    private static Attempt attempt(Random random, Move.Call call, String text) {
        Ending ending = random.nextInt(3) == 0 ? ENDINGS.get(random.nextInt(ENDINGS.size())) : Ending.ANSWERED;
        boolean answered = ending == Ending.ANSWERED;
        List<CheckResult> checks = !answered
                ? List.of()
                : List.of(
                        CheckResult.skipped("labels", text),
                        random.nextBoolean() ? CheckResult.passed("finish") : CheckResult.failed("finish", text));
        TokenUsage usage = random.nextInt(4) == 0
                ? TokenUsage.NONE
                : new TokenUsage(
                        random.nextInt(2_000),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(500),
                        random.nextInt(2),
                        random.nextInt(5) == 0);
        AttemptResult result = new AttemptResult(
                call.number(),
                call.target(),
                ending,
                usage,
                checks,
                canonical(random, answered),
                answered && random.nextBoolean() ? traits(random) : null,
                random.nextInt(20) == 0,
                answered || random.nextBoolean() ? 0 : random.nextInt(3_000));
        return new Attempt(result, answered ? "" : text, text, random.nextInt(1_000), random.nextInt(100_000));
    }

    private static AnswerTraits traits(Random random) {
        AnswerTraits.Form form = random.nextBoolean()
                ? AnswerTraits.Form.NONE
                : new AnswerTraits.Form(
                        random.nextInt(9),
                        random.nextInt(9),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean());
        return new AnswerTraits(
                random.nextInt(4_000), form, random.nextBoolean() ? (Integer) (-random.nextInt(20_000_000)) : null);
    }

    private static io.tiergate.policy.document.@Nullable Digest canonical(Random random, boolean answered) {
        return answered ? Samples.digest("answer " + random.nextInt(2)) : null;
    }
}
