package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.Resource;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A key is revoked. */
@ExtendWith(SharedStack.class)
class RevokedKeyIT {
    @Test
    void revokedKey_isRefusedByEveryAgentAndApi_andOthersGoOn(LiveStack stack) throws IOException {
        CreateKeyReply key = stack.controlPlane().createKey("shop", "soon gone");
        awaitAccess(stack, key.getGeneration());
        for (LocalAgent agent : stack.agents()) {
            assertThat(ask(agent, key.getSecret()).status()).isEqualTo(200);
        }

        CommandRun revoked = stack.tiergate("keys", "revoke", key.getKeyId());
        assertThat(revoked.code()).as(revoked.said()).isZero();
        awaitAccess(stack, key.getGeneration() + 1);

        for (LocalAgent agent : stack.agents()) {
            OpenAiApi.Reply refused = ask(agent, key.getSecret());
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.errorCode()).isEqualTo("unauthenticated");
            assertThat(refused.body()).doesNotContain(key.getSecret());
            assertThatThrownBy(() -> decide(stack, agent, key.getSecret()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageStartingWith("UNAUTHENTICATED");
            assertThat(ask(agent, stack.key("shop")).status()).isEqualTo(200);
        }
    }

    private static void awaitAccess(LiveStack stack, long generation) {
        assertThat(stack.controlPlane().awaitActive(2, Resource.RESOURCE_ACCESS, generation, LiveStack.BOUND))
                .hasSize(2);
    }

    private static OpenAiApi.Reply ask(LocalAgent agent, String key) throws IOException {
        return new OpenAiApi("http://" + agent.http(), key).ask("desk", "Is this key good?");
    }

    private static void decide(LiveStack stack, LocalAgent agent, String key) {
        var _ = GatewayGrpc.newBlockingStub(stack.channel(agent.grpc()))
                .withCallCredentials(GrpcChannels.bearer(key))
                .decide(Question.of("desk", "Is this key good?", ""));
    }
}
