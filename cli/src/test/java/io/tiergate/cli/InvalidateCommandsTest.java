package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.tiergate.v1.InvalidateRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidateCommandsTest {
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

    private InvalidateRequest asked() {
        assertThat(agent.asked).hasSize(1);
        return (InvalidateRequest) agent.asked.getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "--tenant, acme, TENANT, acme",
        "--user, jo, USER, jo",
        "--policy, support, POLICY, support",
        "--tag, team=blue, TAG, team=blue",
        "--id, a1.0190, DECISION_ID, a1.0190",
    })
    void whatIsNamed_isAskedFor(String option, String value, InvalidateRequest.EntriesCase entries, String sent) {
        var run = line.run("cache", "invalidate", option, value, "--agent", "127.0.0.1:7001")
                .endsWith(0);

        assertThat(run.out())
                .isEqualTo("invalidated: 3 of 120 answers, 2 of 80 questions, stored until 2026-11-30T17:17:10Z\n");
        assertThat(asked().getEntriesCase()).isEqualTo(entries);
        assertThat(asked().getField(asked().getDescriptorForType().findFieldByNumber(entries.getNumber())))
                .isEqualTo(sent);
        assertThat(asked().getDryRun()).isFalse();
    }

    @Test
    void ageAlone_isOfAll_andADryRunSaysSo() {
        var run = line.run("cache", "invalidate", "--older-than", "7d", "--dry-run", "--agent", "127.0.0.1:7001")
                .endsWith(0);

        assertThat(run.out()).startsWith("would be invalidated: 3 of 120 answers");
        assertThat(asked().getAll()).isTrue();
        assertThat(asked().getOlderThanSeconds()).isEqualTo(7 * 24 * 3_600);
        assertThat(asked().getDryRun()).isTrue();
    }

    @Test
    void nothingNamed_orTwoThings_isMisuse() {
        line.run("cache", "invalidate", "--agent", "127.0.0.1:7001")
                .endsWith(2)
                .notes("give --tenant, --user, --policy");
        line.run("cache", "invalidate", "--tenant", "a", "--user", "b", "--agent", "127.0.0.1:7001")
                .endsWith(2)
                .notes("mutually exclusive");
        assertThat(agent.asked).isEmpty();
    }

    @Test
    void refusal_isTold() {
        agent.refusal = Status.PERMISSION_DENIED.withDescription("invalidating entries needs the role operator");
        line.run("cache", "invalidate", "--all", "--agent", "127.0.0.1:7001")
                .endsWith(4)
                .notes("needs the role operator");
    }

    @Test
    void show_hasARowForEachAgent() {
        var run = line.run("cache", "show", "--agent", "127.0.0.1:7001").endsWith(0);

        assertThat(run.out()).contains("AGENT", "SEMANTIC HITS").containsPattern("a1 +2 +120 +80 +7 +0 +3 +100 \\(25");
    }
}
