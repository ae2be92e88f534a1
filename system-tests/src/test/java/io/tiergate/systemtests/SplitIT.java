package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.Decision;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A candidate revision has a share of the traffic. */
@ExtendWith(SharedStack.class)
class SplitIT {
    private static final int KEYS = 600;
    /** Five standard deviations of a share of 10 % over that many keys. */
    private static final double TOLERANCE = 5 * Math.sqrt(0.1 * 0.9 / KEYS);

    @AfterEach
    void endSplit(LiveStack stack) {
        awaitRouting(stack, stack.controlPlane().split("desk", 0, 0, "over").getGeneration());
    }

    @Test
    void tenPercent_bothAgentsAgreeOnTheArmOfEveryStickyKey(LiveStack stack)
            throws ExecutionException, InterruptedException, IOException {
        long candidate = stack.controlPlane()
                .store(
                        DocumentKind.DOCUMENT_KIND_POLICY,
                        LiveStack.read(Homes.project().resolve("examples/demo/policy.yaml"))
                                .replace("attempts: 5", "attempts: 4"),
                        "policy.yaml",
                        "fewer attempts")
                .getRevision()
                .getRevision();
        CommandRun split = stack.tiergate(
                "policy",
                "split",
                "desk",
                "--candidate",
                Long.toString(candidate),
                "--share",
                "10%",
                "--message",
                "try");
        assertThat(split.code()).as(split.said()).isZero();
        stack.awaitConverged();

        List<String> first = arms(stack, stack.agent(1));
        List<String> second = arms(stack, stack.agent(2));

        assertThat(second).isEqualTo(first);
        double share = first.stream().filter(arm -> !arm.equals("baseline")).count() / (double) KEYS;
        assertThat(share).isBetween(0.1 - TOLERANCE, 0.1 + TOLERANCE);
        int inCandidate = first.indexOf(first.stream()
                .filter(arm -> !arm.equals("baseline"))
                .findFirst()
                .orElseThrow());
        OpenAiApi.Reply served = stack.http(stack.agent(2), "shop")
                .ask("desk", "Which arm is this?", "x-tiergate-session", session(inCandidate));
        assertThat(served.header("x-tiergate-arm")).isEqualTo(first.get(inCandidate));
        assertThat(served.header("x-tiergate-revision")).isEqualTo(Long.toString(candidate));
    }

    /** Each session's arm, as an agent decides it. */
    private static List<String> arms(LiveStack stack, LocalAgent agent)
            throws ExecutionException, InterruptedException {
        GatewayGrpc.GatewayFutureStub gateway = GatewayGrpc.newFutureStub(stack.channel(agent.grpc()))
                .withCallCredentials(GrpcChannels.bearer(stack.key("shop")));
        List<ListenableFuture<Decision>> asked = new ArrayList<>();
        List<String> arms = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            asked.add(gateway.decide(Question.of("desk", "Hello", session(i))));
            if (asked.size() == 50) {
                for (ListenableFuture<Decision> decision : asked) {
                    arms.add(decision.get().getArm());
                }
                asked.clear();
            }
        }
        return arms;
    }

    private static String session(int number) {
        return "session-" + number;
    }

    private static void awaitRouting(LiveStack stack, long generation) {
        assertThat(stack.controlPlane().awaitActive(2, Resource.RESOURCE_ROUTING, generation, LiveStack.BOUND))
                .hasSize(2);
    }
}
