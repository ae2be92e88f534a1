package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.Resource;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The control plane is killed. */
@ExtendWith(SharedStack.class)
class ControlPlaneLossIT {
    @Test
    void trafficGoesOn_andAgentsCatchUpWhenItIsBack(LiveStack stack) throws IOException {
        try (Traffic traffic = new Traffic(stack, "clinic")) {
            traffic.awaitAnswers(10);
            stack.controlPlane().service().kill();
            traffic.awaitAnswers(10);
            assertCommandsSaySo(stack);

            stack.restartControlPlane();
            stack.awaitConverged();
            traffic.awaitAnswers(10);
            traffic.end();

            assertThat(traffic.unanswered()).isEmpty();
            assertThat(traffic.broken()).isEmpty();
        }

        long generation = stack.controlPlane()
                .publish(
                        DocumentKind.DOCUMENT_KIND_POLICY,
                        Homes.resource("plain.yaml").replace("owner: ops", "owner: survivors"),
                        "plain.yaml",
                        "catch up")
                .getGeneration();
        assertThat(stack.controlPlane().awaitActive(2, Resource.RESOURCE_ROUTING, generation, LiveStack.BOUND))
                .hasSize(2);
        assertThat(stack.http(stack.agent(1), "shop").ask("plain", "Hello").status())
                .isEqualTo(200);
    }

    private static void assertCommandsSaySo(LiveStack stack) {
        CommandRun fleet = stack.tiergate("fleet");
        assertThat(fleet.code()).isEqualTo(3);
        assertThat(fleet.err())
                .contains("the control plane at " + stack.controlPlane().address())
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
    }
}
