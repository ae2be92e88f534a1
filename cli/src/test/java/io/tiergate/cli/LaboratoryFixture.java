package io.tiergate.cli;

import io.grpc.BindableService;
import io.tiergate.cli.process.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The laboratory's commands on a small set: two cheap models that are right when they agree, and a dear one. Registered with a test, it has a directory with
 * catalog and policy for each.
 */
final class LaboratoryFixture implements BeforeEachCallback, AfterEachCallback {
    static final String CATALOG = """
            catalog: world
            providers:
              lab: { api: openai, base_url: "http://127.0.0.1:1/v1" }
            models:
              lab/cheap: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
              lab/other: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
              lab/dear: { context_window: 100000, max_output: 8000, prices: { input: 5, output: 20 } }
            """;

    static final String POLICY = """
            policy: world
            reference: frontier
            quality_bar: { of_reference: 0.98 }
            tiers:
              - { name: small, targets: [ { model: lab/cheap } ] }
              - { name: second, targets: [ { model: lab/other } ] }
              - { name: frontier, targets: [ { model: lab/dear } ] }
            tasks:
              # Adding up.
              sums:
                owner: t
                strategy: hybrid # by what was learned
                answer: { kind: number }
              counts: { owner: t, strategy: hybrid, answer: { kind: number } }
            default_task: sums
            """;

    private @Nullable Path directory;
    private @Nullable CommandLineFixture line;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("laboratory");
        line = new CommandLineFixture(directory);
        write("catalog.yaml", CATALOG);
        write("policy.yaml", POLICY);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        line().close();
        Folder.remove(Objects.requireNonNull(directory));
    }

    private CommandLineFixture line() {
        return Objects.requireNonNull(line);
    }

    void serve(String address, BindableService... services) {
        line().serve(address, services);
    }

    void write(String name, String text) throws IOException {
        line().write(name, text);
    }

    String read(String name) throws IOException {
        return line().read(name);
    }

    void set(List<String> lines) throws IOException {
        write("set.jsonl", String.join("\n", lines) + "\n");
    }

    static String prompt(String id, String task, String text, double cheap, double other, double dear) {
        return """
                {"id": "%s", "task": "%s", "messages": [{"role": "user", "content": "%s"}], "answers": {\
                "lab/cheap": {"text": "It is %d", "score": %s}, "lab/other": {"text": "It is %d", "score": %s}, \
                "lab/dear": {"text": "It is 5", "score": %s}}}""".formatted(id, task, text, cheap == 1 ? 5 : 6, cheap, other == 1 ? 5 : 7, other, dear);
    }

    static List<String> prompts(int count) {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double cheap = random.nextDouble() < 0.7 ? 1 : 0;
            lines.add(prompt(
                    "p" + i,
                    i % 2 == 0 ? "sums" : "counts",
                    "How much is it" + "?".repeat(i % 50),
                    cheap,
                    cheap,
                    random.nextDouble() < 0.97 ? 1 : 0));
        }
        return lines;
    }

    /** The command on the set. */
    Run run(String command, String... options) {
        return line().run(arguments(command, options));
    }

    /** The same, with what it shows in JSON. */
    Run inJson(String command, String... options) {
        return line().json(arguments(command, options));
    }

    /** The same, once it has ended well. */
    JsonNode json(String command, String... options) {
        return JsonMapper.shared().readTree(inJson(command, options).endsWith(0).out());
    }

    private static String[] arguments(String command, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--recorded", "set.jsonl", "--policy", "policy.yaml"));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    /** The one of a list's objects that has this name in that field. */
    static JsonNode named(JsonNode list, String field, String name) {
        for (JsonNode one : list) {
            if (one.path(field).asString("").equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no " + name + " in " + list);
    }
}
