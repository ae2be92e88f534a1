package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static io.tiergate.dataplane.gateway.grpc.Requests.assertFailure;
import static io.tiergate.dataplane.gateway.grpc.Requests.stub;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Decision;
import io.tiergate.v1.Declared;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a request would be decided on, asked over gRPC. */
@Timeout(180)
class GatewayDecideTest {
    private final LocalAgent agent = LocalAgent.running();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void decide_saysWhereARequestWouldGo_andDoesNothing() {
        Decision decision = stub(agent)
                .decide(ask("support/label", "Hi")
                        .setDeclared(Declared.newBuilder().setStakes("high"))
                        .build());

        assertThat(decision.getPolicy()).isEqualTo("support");
        assertThat(decision.getTask()).isEqualTo("label");
        assertThat(decision.getStrategy()).isEqualTo("cascade");
        assertThat(decision.getRungsList()).extracting(rung -> rung.getTier()).containsExactly("mid", "frontier");
        assertThat(decision.getRungs(0).getGateList()).containsExactly("labels");
        assertThat(decision.getExcludedList())
                .extracting(excluded -> excluded.getTarget())
                .contains("p/small");
        assertThat(decision.getRulesList())
                .filteredOn(rule -> rule.getName().equals("high stakes"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getResult()).isEqualTo("true");
                    assertThat(rule.getEffect()).contains("mid");
                });
        assertThat(decision.getFeaturesMap()).containsEntry("stakes", "high").containsEntry("domain", "unknown");
        assertThat(decision.getCache()).isEqualTo("asked");
        assertThat(decision.getFirstRungCostMicros()).isPositive();
        assertThat(decision.getWorstCaseCostMicros()).isGreaterThan(decision.getFirstRungCostMicros());
        assertThat(agent.upstream().called()).isEmpty();
        agent.records(0);
    }

    @Test
    void decide_ofAHybrid_showsTheWaysThatWereWeighed() {
        agent.publish(2, List.of(Documents.SUPPORT, Documents.HYBRID));

        Decision decision = stub(agent).decide(ask("learned", "2 + 2?").build());

        assertThat(decision.getStrategy()).isEqualTo("hybrid");
        assertThat(decision.getWeighed().getTask()).isEqualTo("sum");
        assertThat(decision.getWeighed().getEstimates()).startsWith("sha256:");
        assertThat(decision.getWeighed().getWorthMicros()).isEqualTo(1_000_000);
        assertThat(decision.getWeighed().getSequencesList()).hasSize(2);
        assertThat(decision.getWeighed().getSequences(0).getAskList()).containsExactly("p/small", "p/small2");
        assertThat(decision.getWeighed().getSequences(0).getRight()).isEqualTo(0.95);
        assertThat(decision.getWeighed().getSequences(0).getCostMicros())
                .isLessThan(decision.getWeighed().getSequences(1).getCostMicros());
        assertThat(decision.getRungs(0).getWeighed()).isTrue();
        assertThat(decision.getRungsList().getLast().getTier()).isEqualTo("frontier");
        assertThat(decision.getRungsList().getLast().getWeighed()).isFalse();
        assertThat(stub(agent).decide(ask("learned/other", "Hi").build()).hasWeighed())
                .isFalse();
    }

    @Test
    void decide_countsAgainstNoLimit() {
        CompleteRequest request = ask("support", "Hi").build();
        agent.upstream().model("small", says("Hello"));
        for (int i = 0; i < 3; i++) {
            assertThat(stub(agent, LocalAgent.LIMITED).decide(request).getPolicy())
                    .isEqualTo("support");
        }

        stub(agent, LocalAgent.LIMITED).complete(request); // its one of this minute
        assertThat(stub(agent, LocalAgent.LIMITED).decide(request).getPolicy()).isEqualTo("support");
        agent.record();
    }

    @Test
    void decide_refusesAsComplete() {
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent).decide(ask("nope", "Hi").build())),
                Status.Code.NOT_FOUND,
                "unknown_model",
                "no policy or model 'nope'");
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent)
                                .decide(ask("support", "Hi")
                                        .setDeclared(Declared.newBuilder().setStakes("medium"))
                                        .build())),
                Status.Code.INVALID_ARGUMENT,
                "invalid_request",
                "declared.stakes");
    }
}
