package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Rung;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LadderTest {
    /** {@code tier*} is a specialist, {@code tier!} the reference. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A task's own ladder says it all, whatever the document's order.
                "small frontier! code*     | small code frontier     | small code frontier",
                "small frontier! code*     | code small frontier     | code small frontier",
                "small frontier! code*     | small frontier code     | small frontier code",
                // A specialist that is on no ladder stands where it is listed, but not above the reference.
                "code* small mid frontier! | small mid frontier      | code small mid frontier",
                "small code* mid frontier! | small mid frontier      | small code mid frontier",
                "small mid frontier! code* | small mid frontier      | small mid code frontier",
                "small mid! big code*      | small mid big           | small code mid big",
                "small frontier! a* b*     | small frontier          | small a b frontier",
                // A general tier that a ladder leaves out keeps its place among the general ones.
                "small mid frontier! code* | small code frontier     | small code mid frontier",
                "small mid frontier! code* | small code              | small code mid frontier",
                "small mid frontier! code* | frontier                | small mid code frontier",
                "small mid frontier!       | mid                     | small mid frontier",
                // A specialist may be the reference itself.
                "small a* judge*! mid b*   | small mid               | small a b judge mid",
            })
    void everyTier_hasItsRank(String tiers, String rungs, String ranking) {
        Ladder ladder = ladder(tiers, List.of(rungs.split(" ")));
        assertThat(ladder.ranking().stream().map(Tier::name)).containsExactly(ranking.split(" "));
    }

    @Property
    void anyLadder_ranksEveryTierOnce_andKeepsItsOwnOrder(
            @ForAll @Size(min = 1, max = 6) List<Boolean> specialists, @ForAll List<Integer> order) {
        List<Tier> all = new ArrayList<>();
        for (int i = 0; i < specialists.size(); i++) {
            all.add(new Tier("t" + i, i, specialists.get(i), List.of()));
        }
        List<Tier> rungs = order.stream()
                .map(number -> all.get(Math.floorMod(number, all.size())))
                .distinct()
                .toList();
        Ladder ladder = Ladder.of(rungs, new TierTable(all, List.of(), all.getLast()));
        assertThat(ladder.ranking()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(ladder.ranking().stream().filter(rungs::contains)).containsExactlyElementsOf(rungs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[small, code, frontier]", "[code, small, frontier]", "[code, frontier]"})
    void overrideToTheReference_leavesNoSpecialistOfTheLadder(String rungs) {
        assertThat(codeOfHighStakes(rungs)).containsExactly("frontier");
    }

    @Test
    void overrideToTheReference_keepsWhatTheLadderPutsAboveIt() {
        assertThat(codeOfHighStakes("[small, frontier, code]")).containsExactly("frontier", "code");
    }

    /** The tiers that serve a request of high stakes, by a document that lists its specialist after its reference tier. */
    private static List<String> codeOfHighStakes(String rungs) {
        String text = Documents.text("policy.yaml").replace("[code, small, frontier]", rungs);
        CompiledPolicy policy = Documents.value(PolicyCompiler.compile("x", text, Shelf.of(Documents.catalog())));
        Features features = new Features(
                "code",
                null,
                "high",
                new Features.Size(100, 100, null),
                new Features.Form(1, false, false, "text", false),
                new Features.Caller("acme", "paid", null),
                Map.of());
        Decision decision = Decision.of(
                new Arm(Arm.BASELINE, policy, 1, 0, 0),
                new Decision.Inputs(1, 2, features, new Decision.Asked(null, false, null, null)));
        return decision.plan().rungs().stream().map(Rung::tier).toList();
    }

    private static Ladder ladder(String tiers, List<String> rungs) {
        List<Tier> all = new ArrayList<>();
        Tier reference = null;
        for (String written : tiers.split(" ", -1)) {
            Tier tier = new Tier(written.replaceAll("[*!]", ""), all.size(), written.contains("*"), List.of());
            all.add(tier);
            reference = written.contains("!") ? tier : reference;
        }
        TierTable table = new TierTable(all, List.of(), Objects.requireNonNull(reference));
        return Ladder.of(
                rungs.stream()
                        .map(name -> Objects.requireNonNull(table.find(name)))
                        .toList(),
                table);
    }
}
