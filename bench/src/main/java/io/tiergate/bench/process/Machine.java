package io.tiergate.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this machine has, and how busy it is. */
public final class Machine {
    private static final String CPU = "tiergate.bench.cpu";

    private Machine() {}

    /** The command, run on the processor that is kept for the process under test; as it is where there is no {@code taskset}. */
    static List<String> pinned(List<String> command) {
        String cpu = System.getProperty(CPU, "");
        if (cpu.isEmpty() || find("taskset") == null) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", cpu));
        pinned.addAll(command);
        return pinned;
    }

    /** A tool's path, or null where it is not installed. */
    public static @Nullable Path find(String tool) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String folder : path.split(":", -1)) {
            Path file = Path.of(folder, tool);
            if (!folder.isEmpty() && Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    /** Processes that want to run, averaged over the last minute; {@code unknown} where the system does not say. */
    public static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** The processor's name. */
    public static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
