package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import org.junit.jupiter.api.Test;

class PolicyCompilerTest {
    @Test
    void example_compiles() {
        CompiledPolicy policy = Documents.policy();
        assertThat(policy.name()).isEqualTo("support");
        assertThat(policy.tiers().ladder()).extracting(Tier::name).containsExactly("small", "mid", "frontier");
        assertThat(policy.rules()).hasSize(4);
        assertThat(Documents.access().tenants()).containsKeys("acme", "globex");
    }
}
