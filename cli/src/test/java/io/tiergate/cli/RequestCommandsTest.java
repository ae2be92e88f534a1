package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.tiergate.v1.CompleteRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestCommandsTest {
    @TempDir
    Path directory;

    private final FakeAgent agent = new FakeAgent();
    private CommandLineFixture line;

    @BeforeEach
    void serve() {
        line = new CommandLineFixture(directory).serve("127.0.0.1:7001", agent.services());
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private CompleteRequest asked() {
        return (CompleteRequest) agent.asked.getLast();
    }

    @Test
    void answer_isOnStandardOutputAndWhatWasDoneBesideIt() {
        Run run =
                line.run("complete", "--policy", "support", "--task", "chat", "capital?", "--agent", "127.0.0.1:7001");
        assertThat(run.endsWith(0).out()).isEqualTo("Paris.\ufffd[2J\n");
        run.notes("support/chat: openai/gpt-4o (mid), $0.001234, 120+35 tokens, cache miss, 1 rejected before it, "
                + "decision a1.0192f0aa-0000-7000-8000-000000000001");
        assertThat(asked().getModel()).isEqualTo("support");
        assertThat(asked().getDeclared().getTask()).isEqualTo("chat");
        line.json("complete", "capital?", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .prints("complete.json");
    }

    @Test
    void promptFromStandardInput_isReadWhole() {
        line.input("one\ntwo\n")
                .run("complete", "-", "--agent", "127.0.0.1:7001", "--deadline", "1500ms")
                .endsWith(0);
        assertThat(asked().getMessages(0).getContent(0).getText()).isEqualTo("one\ntwo\n");
        assertThat(asked().getModel()).isEqualTo("auto");
        assertThat(asked().getDeclared().getDeadline())
                .isEqualTo(Duration.newBuilder()
                        .setSeconds(1)
                        .setNanos(500_000_000)
                        .build());
    }

    @Test
    void stream_isShownAsItComes() {
        Run run = line.run("complete", "--stream", "capital?", "--agent", "127.0.0.1:7001")
                .endsWith(0);
        assertThat(run.out()).isEqualTo("Paris.\n");
        run.notes("discarded openai/gpt-4o-mini: schema").notes("escalated from small to mid: schema");
        line.json("complete", "--stream", "capital?", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .prints("stream.json");
    }

    @Test
    void streamThatBreaksOff_isNotAskedAgain() {
        agent.breaksOff = true;
        line.run("complete", "--stream", "capital?", "--agent", "127.0.0.1:7001")
                .endsWith(1)
                .notes("the answer broke off: the provider closed the stream; ask again");
        assertThat(agent.asked).hasSize(1);
    }

    @Test
    void agentThatIsGone_isPassedOver() {
        line.run("complete", "capital?", "--agent", "127.0.0.1:1", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .notes("cannot reach the agent at 127.0.0.1:1");
    }

    @Test
    void providersThatAllFail_areANoAndNotAnAgentThatIsGone() {
        agent.refusal = Status.UNAVAILABLE.withDescription("every target of `small` failed");
        line.run("complete", "capital?", "--agent", "127.0.0.1:7001")
                .endsWith(1)
                .notes("tiergate: every target of `small` failed");
    }

    @Test
    void decide_ofAHybrid_tellsWhatWasWeighed() {
        line.run("decide", "--policy", "learned", "extract", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .prints("decide-hybrid.txt");
        line.json("decide", "--policy", "learned", "extract", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .prints("decide-hybrid.json");
    }

    @Test
    void decide_tellsRulesRungsAndCosts() {
        line.run("decide", "--policy", "support", "extract", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .prints("decide.txt");
        line.json("decide", "--policy", "support", "extract", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .prints("decide.json");
    }
}
