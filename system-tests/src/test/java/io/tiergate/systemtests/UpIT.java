package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.ServiceJar;
import io.tiergate.cli.process.Services;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tiergate up}, as somebody new to it uses it. */
class UpIT {
    @TempDir
    Path directory;

    @Test
    void up_servesAndIsFoundByOtherCommands_andLeavesNothingRunning() throws IOException, InterruptedException {
        Process up = start("2");
        List<ProcessHandle> services;
        try (BufferedReader said = up.inputReader()) {
            String line = said.readLine();
            assertThat(line).as(() -> errors()).isNotNull();
            JsonNode ready = JsonMapper.shared().readTree(line);
            assertThat(ready.path("state").asString()).isEqualTo("ready");
            services = up.descendants().toList();
            assertThat(services).as("control plane, simulator, two agents").hasSize(4);

            OpenAiApi api = new OpenAiApi(
                    "http://" + ready.at("/agents/0/http").asString(),
                    LiveStack.read(Path.of(ready.path("caller_key_file").asString())));
            OpenAiApi.Reply reply = api.ask(ready.path("policy").asString(), "Hello");
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(api.ask("auto", "Hello").header("x-tiergate-cache")).isEqualTo("exact");
            assertThat(tiergate("fleet").out())
                    .contains("a1", "a2", "converged")
                    .doesNotContain("unreachable");
            CommandRun second = tiergate("up");
            assertThat(second.code()).isEqualTo(2);
            assertThat(second.err()).contains("runs in this directory already");

            up.destroy();
            assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            up.destroyForcibly();
        }
        for (ProcessHandle service : services) {
            service.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
        assertThat(directory.resolve(".tiergate/up.json")).doesNotExist();
        assertThat(tiergate("fleet").err()).contains("no control plane is named");
    }

    @Test
    void upThatIsKilled_takesItsServicesWithIt() throws IOException {
        Process up = start("1");
        try (BufferedReader said = up.inputReader()) {
            assertThat(said.readLine()).as(() -> errors()).isNotNull();
            List<ProcessHandle> services = up.descendants().toList();
            up.destroyForcibly();
            for (ProcessHandle service : services) {
                service.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            }
            assertThat(services).isNotEmpty();
        }
    }

    private Process start(String agents) throws IOException {
        ServiceJar jar = ServiceJar.find(Homes.project(), "cli");
        List<String> command = new ArrayList<>(List.of(Services.ownJava().toString()));
        command.addAll(jar.jvmFlags());
        command.add("-Dtiergate.home=" + Homes.project());
        command.addAll(List.of("-jar", jar.file().toString(), "up", "--agents", agents, "--output", "json"));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
    }

    private String errors() {
        try {
            return Files.readString(directory.resolve("errors"));
        } catch (IOException e) {
            return "it wrote nothing";
        }
    }

    private CommandRun tiergate(String... arguments) {
        return CommandRun.of(ServiceJar.find(Homes.project(), "cli"), directory, List.of(arguments));
    }
}
