package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the platform team sees of a change on its way to the fleet. */
@ExtendWith(SharedStack.class)
class ConvergenceIT {
    @TempDir
    Path temporary;

    @Test
    void publishThatWaits_endsWhenEveryAgentRunsIt(LiveStack stack) {
        CommandRun published = publish(stack, "one");
        assertThat(published.code()).as(published.said()).isZero();
        long generation = stack.controlPlane().current().getGeneration();

        CommandRun fleet = stack.tiergate("fleet");
        assertThat(fleet.out().lines().filter(line -> line.contains("routing")))
                .hasSize(2)
                .allMatch(line -> line.contains("converged") && line.contains(" " + generation + " "));
    }

    @Test
    void agentGone_isShownUnreachable_andPublishThatWaitsFailsAndSaysSo(LiveStack stack) {
        stack.kill(stack.agent(2));
        Eventually.so("a2 is shown unreachable", () -> state(stack, "a2").equals("unreachable"));
        assertThat(state(stack, "a1")).isEqualTo("converged");

        CommandRun published = publish(stack, "two");

        assertThat(published.code()).isEqualTo(1);
        assertThat(published.said()).contains("a2 is unreachable (it serves generation ");
        Eventually.so("a1 runs it all the same", () -> state(stack, "a1").equals("converged"));

        stack.restart(stack.agent(2));
        stack.awaitConverged();
        assertThat(state(stack, "a2")).isEqualTo("converged");
    }

    private CommandRun publish(LiveStack stack, String owner) {
        String text = Homes.resource("plain.yaml").replace("owner: ops", "owner: " + owner);
        Path file = LiveStack.write(temporary.resolve("plain.yaml"), text);
        return stack.tiergate("policy", "publish", file.toString(), "--message", "system test", "--wait");
    }

    private static String state(LiveStack stack, String agent) {
        JsonNode fleet = JsonMapper.shared()
                .readTree(stack.tiergate("fleet", "--output", "json").out());
        return fleet.path("agents")
                .valueStream()
                .filter(one -> one.path("agent").asString().equals(agent))
                .flatMap(one -> one.path("resources").valueStream())
                .filter(resource -> resource.path("resource").asString().equals("routing"))
                .map(resource -> resource.path("state").asString())
                .findFirst()
                .orElse("not listed");
    }
}
