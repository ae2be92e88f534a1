package io.tiergate.laboratory.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.policy.document.Node;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PolicyTextTest {
    private static final String BLOCK = """
            # A policy.
            policy: p   # its name
            tasks:
              sums:
                owner: t
                strategy: hybrid  # learned
                pool: [a/x, b/y] # two
                quality_bar:
                  of_reference: 0.97
                answer: { kind: number }

              # Counting.
              counts: { owner: t, strategy: consensus, rungs: [ { ask: ["a, }/x", b/y] }, { tier: big } ] }
            default_task: sums
            """;

    private static Choice start(String task, String tier) {
        return new Choice(task, 100, new Choice.Start(tier), tier + " is right in 97.0% of 100");
    }

    private static Choice bar(String task, double share) {
        return new Choice(task, 100, new Choice.Bar(share), "as good");
    }

    private static String changed(String text, Choice... choices) throws UnchangeableException {
        return PolicyText.of(text).with(List.of(choices)).toString();
    }

    @Test
    void blockTask_becomesARouteInItsOwnLines() throws UnchangeableException {
        assertThat(changed(BLOCK, start("sums", "small"))).isEqualTo("""
                # A policy.
                policy: p   # its name
                tasks:
                  # calibrate sums: small is right in 97.0% of 100
                  sums:
                    owner: t
                    strategy: route  # learned
                    start: small
                    answer: { kind: number }

                  # Counting.
                  counts: { owner: t, strategy: consensus, rungs: [ { ask: ["a, }/x", b/y] }, { tier: big } ] }
                default_task: sums
                """);
    }

    @Test
    void flowTask_becomesARouteOnItsLine() throws UnchangeableException {
        assertThat(changed(BLOCK, start("counts", "true"))).contains("""
                  # Counting.
                  # calibrate counts: true is right in 97.0% of 100
                  counts: { owner: t, strategy: route, start: "true" }
                """);
    }

    @Test
    void severalFields_leaveAFlowTask() throws UnchangeableException {
        String text = "policy: p\ntasks: { a: { pool: [x/y], quality_bar: {of_reference: 0.9}, strategy: 'hybrid',"
                + " on_no_evidence: big, owner: t, tier: q } }";
        assertThat(changed(text, start("a", "small"))).isEqualTo("""
                        policy: p
                        # calibrate a: small is right in 97.0% of 100
                        tasks: { a: { strategy: route, start: small, owner: t } }""");
    }

    @Test
    void bar_isWrittenOrReplaced() throws UnchangeableException {
        assertThat(changed(BLOCK, bar("sums", 0.99)))
                .contains("    quality_bar:\n      { of_reference: 0.99 }\n    answer");
        assertThat(changed("policy: p\ntasks:\n  a: { strategy: hybrid }", bar("a", 1.0)))
                .isEqualTo("""
                        policy: p
                        tasks:
                          # calibrate a: as good
                          a: { strategy: hybrid, quality_bar: { of_reference: 1 } }""");
    }

    @Test
    void earlierComment_isReplacedAndASecondRunChangesNothing() throws UnchangeableException {
        String once = changed(BLOCK, start("sums", "small"), start("counts", "small"));
        assertThat(changed(once, start("sums", "small"), start("counts", "small")))
                .isEqualTo(once);
        assertThat(changed(once, start("sums", "big")))
                .contains("# calibrate sums: big is")
                .doesNotContain("# calibrate sums: small");
    }

    @Test
    void windowsLineEnds_areKept() throws UnchangeableException {
        String text = """
                policy: p
                tasks:
                  a:
                    strategy: fixed
                    tier: big
                    owner: t
                """.replace("\n", "\r\n");
        assertThat(changed(text, start("a", "small"))).isEqualTo("""
                policy: p
                tasks:
                  # calibrate a: small is right in 97.0% of 100
                  a:
                    strategy: route
                    start: small
                    owner: t
                """.replace("\n", "\r\n"));
    }

    @Test
    void diff_showsTheChangedLinesOnly() throws UnchangeableException {
        PolicyText text = PolicyText.of(BLOCK);
        assertThat(text.diffTo(text.with(List.of(bar("counts", 0.9))), "p.yaml", "p.yaml"))
                .startsWith("--- p.yaml\n+++ p.yaml\n@@ -10,5 +10,6 @@\n")
                .contains("+  # calibrate counts: as good\n", "-  counts:", "+  counts:")
                .doesNotContain("sums:\n");
        assertThat(text.diffTo(text, "p.yaml", "p.yaml")).isEmpty();
    }

    @Test
    void layoutThatCannotBeChanged_isSaid() {
        assertThatThrownBy(() -> changed("policy: p\ntasks:\n  a:\n    strategy: |-\n      hybrid\n", start("a", "b")))
                .isInstanceOf(UnchangeableException.class)
                .hasMessageContaining("task `a`");
        assertThatThrownBy(() -> changed(BLOCK, start("none", "b")))
                .isInstanceOf(UnchangeableException.class)
                .hasMessageContaining("`none`");
    }

    private static final Map<String, Object> SEMANTIC =
            Map.of("verifier", Map.of("threshold", new BigDecimal("0.9"), "hits", List.of(Map.of("right", 7))));

    private static String semantic(String text) throws UnchangeableException {
        return PolicyText.of(text).withSemanticCache(SEMANTIC).toString();
    }

    @Test
    void policyWithoutACache_getsOneAtItsEnd() throws UnchangeableException {
        assertThat(semantic("policy: p # name"))
                .startsWith("policy: p # name\ncache:\n  exact: true\n  semantic:\n    verifier:\n      ")
                .contains("\n      threshold: 0.9\n")
                .contains("\n      hits:\n        - { right: 7 }\n");
    }

    @Test
    void cacheInBraces_isWrittenOverSeveralLines() throws UnchangeableException {
        assertThat(semantic("policy: p\ncache: { exact: true, ttl: 24h } # kept a day\nbudget: { attempts: 4 }\n"))
                .startsWith("policy: p\ncache:\n  exact: true\n  ttl: \"24h\"\n  semantic:\n    verifier:\n")
                .endsWith(" # kept a day\nbudget: { attempts: 4 }\n");
    }

    @Test
    void cacheInLines_keepsItsOthers() throws UnchangeableException {
        String before =
                "policy: p\ncache:\n    # equal requests\n    exact: true # yes\n    ttl: 24h\n# end\nbudget: { attempts: 4 }\n";
        String once = semantic(before);
        assertThat(once)
                .startsWith(
                        "policy: p\ncache:\n    # equal requests\n    exact: true # yes\n    ttl: 24h\n    semantic:\n      verifier:\n")
                .endsWith("\n# end\nbudget: { attempts: 4 }\n");
        String again = PolicyText.of(once)
                .withSemanticCache(Map.of("max_wrong_hits", new BigDecimal("0.05")))
                .toString();
        assertThat(again)
                .isEqualTo(before.replace("ttl: 24h\n", "ttl: 24h\n    semantic:\n      max_wrong_hits: 0.05\n"));
        assertThat(PolicyText.of(again).at("cache", "semantic", "max_wrong_hits"))
                .isInstanceOf(Node.Numeral.class);
        assertThat(PolicyText.of(again).at("cache", "none", "at", "all")).isNull();
    }

    @Test
    void equalityOfTexts_isPutAtTheEnd_andReplaced() throws UnchangeableException {
        Map<String, Object> equality = Map.of("max_wrong", new BigDecimal("0.1"));
        String once =
                PolicyText.of("policy: p # name\n").withTextEquality(equality).toString();
        assertThat(once).isEqualTo("policy: p # name\ntext_equality:\n  max_wrong: 0.1\n");
        assertThat(PolicyText.of("text_equality: { max_wrong: 0.2 } # bound\npolicy: p\n")
                        .withTextEquality(equality)
                        .toString())
                .isEqualTo("text_equality:\n  max_wrong: 0.1 # bound\npolicy: p\n");
        assertThat(PolicyText.of(once)
                        .withTextEquality(Map.of("max_wrong", new BigDecimal("0.3")))
                        .toString())
                .isEqualTo(once.replace("0.1", "0.3"));
    }

    @Test
    void cacheThatIsOff_isSwitchedOn() throws UnchangeableException {
        assertThat(semantic("policy: p\ncache:\n  exact: false\n")).contains("cache:\n  exact: true\n  semantic:\n");
        assertThat(semantic("policy: p\ncache:\n")).contains("cache:\n  exact: true\n  semantic:\n");
    }
}
