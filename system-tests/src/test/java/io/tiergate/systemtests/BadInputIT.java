package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.Service;
import io.tiergate.cli.stack.LocalAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Services that are started wrongly, or find something wrong, say what it is and what to do. */
@ExtendWith(SharedStack.class)
class BadInputIT {
    private static final String LOOPBACK = "127.0.0.1:";

    @TempDir
    Path temporary;

    @Test
    void portTaken_isNamedWithItsRemedy() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Processes processes = new Processes(temporary.resolve("logs"))) {
            String taken = LOOPBACK + holder.getLocalPort();
            Map<String, Service> started = new LinkedHashMap<>();
            started.put("control plane cannot listen on " + taken, controlPlane(processes, "c1", "--grpc-bind", taken));
            started.put("agent c2 cannot listen on " + taken, agent(processes, "c2", "--grpc-bind", taken));
            started.put("the HTTP gateway cannot listen on " + taken, agent(processes, "c3", "--http-bind", taken));
            started.put("cluster.port: " + taken + " cannot be bound", agent(processes, "c4", "--cluster-bind", taken));
            started.put(
                    "management cannot listen on " + taken, controlPlane(processes, "c5", "--management-bind", taken));
            started.put(
                    "cannot start: management cannot listen on " + taken,
                    agent(processes, "c6", "--management-bind", taken));
            started.put(
                    "cannot listen on " + taken,
                    processes.start(
                            "c7",
                            "simulator",
                            "--set=" + Homes.project().resolve("examples/demo/workload.jsonl"),
                            "--prices=" + Homes.project().resolve("examples/demo/catalog.yaml"),
                            "--port=" + holder.getLocalPort()));
            assertRefusals(started, "another");
        }
    }

    @Test
    void addressWiderThanLoopback_isRefusedWithoutTls() {
        try (Processes processes = new Processes(temporary.resolve("logs"))) {
            Map<String, Service> started = new LinkedHashMap<>();
            started.put(
                    "control plane will not listen on 0.0.0.0:0: that is wider than loopback and TLS is not set",
                    controlPlane(processes, "w1", "--grpc-bind", "0.0.0.0:0"));
            started.put("agent w2 will not listen on 0.0.0.0:0", agent(processes, "w2", "--grpc-bind", "0.0.0.0:0"));
            started.put(
                    "the HTTP gateway will not listen on 0.0.0.0:0",
                    agent(processes, "w3", "--http-bind", "0.0.0.0:0"));
            started.put(
                    "management will not listen on 0.0.0.0:0",
                    controlPlane(processes, "w4", "--management-bind", "0.0.0.0:0"));
            assertRefusals(started, "--insecure");
        }
    }

    @Test
    void wrongRequest_isToldPlainly(LiveStack stack) throws IOException {
        OpenAiApi api = stack.http(stack.agent(1), "shop");

        OpenAiApi.Reply cut = api.send("POST", "/v1/chat/completions", "{\"model\": \"desk\", ");
        assertThat(cut.status()).isEqualTo(400);
        assertThat(cut.body()).contains("not valid JSON (line 1, column ").doesNotContain("Source:", "Feature");
        assertThat(cut.decisionId()).isNotEmpty();

        OpenAiApi.Reply wrongMethod = api.send("PUT", "/v1/chat/completions", "{}");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.header("allow")).isEqualTo("POST");

        OpenAiApi.Reply elsewhere = api.send("GET", "/v2/everything", "");
        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(elsewhere.body()).contains("/v1/chat/completions").doesNotContain("decision_id");
    }

    @Test
    void unknownFlag_isAnsweredWithTheKnownOnes() {
        try (Processes processes = new Processes(temporary.resolve("logs"))) {
            assertThat(Processes.refusal(agent(processes, "f1", "--htp-bind", "127.0.0.1:0")))
                    .contains("exit code 2", "unknown flag --htp-bind", "--http-bind");
        }
    }

    private static void assertRefusals(Map<String, Service> started, String remedy) {
        started.forEach((words, service) -> assertThat(Processes.refusal(service))
                .contains("exit code 1", words, remedy)
                .doesNotContain("\tat ", "\n  at ", "Exception"));
    }

    private Service controlPlane(Processes processes, String name, String flag, String value) {
        String data = "--data-dir=" + temporary.resolve(name);
        String grpc = flag.equals("--grpc-bind") ? value : LOOPBACK + 0;
        String management = flag.equals("--management-bind") ? value : LOOPBACK + 0;
        return processes.start(name, "control-plane", data, "--grpc-bind=" + grpc, "--management-bind=" + management);
    }

    private Service agent(Processes processes, String name, String flag, String value) {
        return processes.start(
                name,
                "data-plane",
                "--name=" + name,
                "--data-dir=" + temporary.resolve(name),
                "--control-plane=127.0.0.1:1",
                "--http-bind=127.0.0.1:0",
                "--grpc-bind=127.0.0.1:0",
                "--management-bind=127.0.0.1:0",
                flag + "=" + value); // the last one counts
    }

    @Test
    void damagedContentOnAnAgentsDisk_isSetAsideAndSaid_andTheControlPlaneMendsIt(LiveStack stack) throws IOException {
        LocalAgent agent = stack.agent(2);
        stack.controlPlane().service().kill();
        stack.kill(agent);
        Path content = agent.dataDirectory().resolve("routing.content");
        byte[] bytes = Files.readAllBytes(content);
        bytes[bytes.length / 2] ^= 1;
        Files.write(content, bytes);

        LocalAgent back = stack.restart(agent);

        OpenAiApi api = stack.http(back, "shop");
        OpenAiApi.Reply refused = api.ask("desk", "Anything there?");
        assertThat(refused.status()).as(refused.body()).isEqualTo(503);
        assertThat(refused.errorCode()).isEqualTo("not_ready");
        assertThat(content).doesNotExist();
        assertThat(content.resolveSibling("routing.content.corrupt")).exists();
        assertThat(Files.readString(back.service().log()))
                .contains(content.toString(), "its checksum does not match its content");

        stack.restartControlPlane();
        stack.awaitConverged();
        assertThat(api.ask("desk", "And now?").status()).isEqualTo(200);
    }
}
