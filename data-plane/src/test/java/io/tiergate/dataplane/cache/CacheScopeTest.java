package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.plan.Constraints;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheScopeTest {
    @Test
    void everyConstraintAndThePin_giveADifferentText() {
        Tier mid = new Tier("mid", 1, false, List.of());

        assertThat(List.of(
                        CacheScope.constraints(Constraints.NONE, null),
                        CacheScope.constraints(new Constraints(mid, null, null, false), null),
                        CacheScope.constraints(new Constraints(null, mid, null, false), null),
                        CacheScope.constraints(new Constraints(null, null, mid, false), null),
                        CacheScope.constraints(Constraints.NONE, "mid"),
                        CacheScope.constraints(Constraints.NONE, "openai/gpt-4o")))
                .doesNotHaveDuplicates();
    }

    @Test
    void separatorInAName_isNotTakenForTheNextConstraint() {
        Tier odd = new Tier("a;pin=1:b", 1, false, List.of());
        Tier plain = new Tier("a", 1, false, List.of());

        assertThat(CacheScope.constraints(new Constraints(odd, null, null, false), null))
                .isNotEqualTo(CacheScope.constraints(new Constraints(plain, null, null, false), "b"));
    }
}
