package io.tiergate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulatorTest {
    @TempDir
    Path dir;

    private final StringWriter err = new StringWriter();
    private Path set;
    private Path prices;

    @BeforeEach
    void writeFiles() throws IOException {
        set = dir.resolve("set.jsonl");
        Files.writeString(set, "{\"id\":\"1\",\"task\":\"t\",\"messages\":[],\"answers\":{}}\n");
        prices = Files.writeString(dir.resolve("prices.yaml"), "a/x: { input: 1, output: 2 }");
    }

    private int run(String... args) {
        CommandLine command = Simulator.command();
        command.setErr(new PrintWriter(err, true));
        return command.execute(args);
    }

    @Test
    void badLine_stopsTheStartAndNamesItsPlace() {
        int code = run("--set", set.toString(), "--prices", prices.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("set.jsonl:1: messages: must be").contains("--skip-bad");
    }

    @Test
    void takenPort_isNamedAfterBadLinesWereSkipped() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            int code = run("--set", set.toString(), "--prices", prices.toString(), "--skip-bad", "--port", port);

            assertThat(code).isEqualTo(1);
            assertThat(err.toString())
                    .contains("1 bad lines skipped")
                    .contains("cannot listen on 127.0.0.1:" + port)
                    .contains("another --port");
        }
    }

    @Test
    void missingFile_isNamed() {
        assertThat(run("--set", "no-such.jsonl", "--prices", prices.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("--set: no-such.jsonl does not exist");
    }

    @Test
    void badPrices_areNamed() throws IOException {
        Files.writeString(set, "");
        Files.writeString(prices, "a/x: { input: 1 }");

        assertThat(run("--set", set.toString(), "--prices", prices.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("prices.yaml: a/x: output must be");
    }

    @Test
    void missingOptions_areExplained() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("--set=FILE", "--prices=FILE");
    }
}
