package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Another language's tools, in a folder of their own under {@code target}. Where they or their registry are missing, tests are skipped. */
final class Toolchain {
    private static final Pattern NO_REGISTRY =
            Pattern.compile("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|E40[0-9]|E50[0-9]|"
                    + "No matching distribution|Temporary failure in name resolution|Connection refused|timed out|"
                    + "Network is unreachable|ProxyError|SSLError");
    private static final String STAMP = "installed";

    private final String language;
    private final Path folder;
    private final String wanted;

    private Toolchain(String language, Path folder, String wanted) {
        this.language = language;
        this.folder = folder;
        this.wanted = wanted;
    }

    /** The tools of a language; its sources are copied into the folder where they run. */
    static Toolchain in(String language, String... sources) {
        Path folder = Homes.work("sdk-" + language);
        StringBuilder wanted = new StringBuilder();
        try {
            for (String source : sources) {
                Path file = Homes.sources(language).resolve(source);
                Files.copy(file, folder.resolve(source), StandardCopyOption.REPLACE_EXISTING);
                wanted.append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot copy the sources of " + language, e);
        }
        return new Toolchain(language, folder, wanted.toString());
    }

    Path folder() {
        return folder;
    }

    /** A tool that must be there. */
    void need(String... command) {
        String problem;
        try {
            CommandRun run = CommandRun.of(folder, Map.of(), List.of(command));
            problem = run.code() == 0 ? "" : run.said().strip();
        } catch (IllegalStateException e) {
            problem = "not found";
        }
        Assumptions.assumeTrue(
                problem.isEmpty(), "skipped: the test of the OpenAI SDK needs " + command[0] + " (" + problem + ")");
    }

    /** Installs what the sources name, unless that is done. */
    void install(String... command) {
        Path stamp = folder.resolve(STAMP);
        if (Files.exists(stamp) && LiveStack.read(stamp).equals(wanted.strip())) {
            return;
        }
        CommandRun run = CommandRun.of(folder, Map.of(), List.of(command));
        Assumptions.assumeFalse(
                run.code() != 0 && NO_REGISTRY.matcher(run.said()).find(),
                () -> "skipped: the registry of " + language + " packages cannot be reached: " + run.said());
        assertThat(run.code()).as(run.said()).isZero();
        try {
            Files.writeString(stamp, wanted);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + stamp, e);
        }
    }

    /** Runs a program that prints what it saw. */
    JsonNode observe(List<String> command) {
        CommandRun run = CommandRun.of(folder, Map.of(), command);
        assertThat(run.code()).as(run.said()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }
}
