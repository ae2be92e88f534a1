package io.tiergate.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.v1.Problem;
import io.tiergate.v1.ResourceState;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static Standing rejected(long target, String reason) {
        return new Standing(
                "a1",
                ResourceState.newBuilder()
                        .setState(ResourceState.State.REJECTED)
                        .setTargetGeneration(target)
                        .setActiveGeneration(6)
                        .addProblems(Problem.newBuilder().setMessage(reason))
                        .build());
    }

    @Test
    void agentThatRejectedTheGeneration_refusesIt_andSaysWhy() {
        Standing standing = rejected(7, "there is no tier `midd`");

        assertThat(standing.refuses(7)).isTrue();
        assertThat(standing.runs(7)).isFalse();
        assertThat(standing.reason()).isEqualTo("there is no tier `midd`");
    }

    @Test
    void agentThatRejectedAnEarlierGeneration_mayStillTakeThisOne() {
        assertThat(rejected(6, "an old one").refuses(7)).isFalse();
    }
}
