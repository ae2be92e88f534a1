package io.tiergate.bench;

import io.tiergate.cli.process.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code bench/run MEASUREMENT [--OPTION VALUE]...}: runs one measurement, prints a table, then JSON on one line. */
public final class Bench {
    private static final String USAGE = """
            usage: bench/run MEASUREMENT [--OPTION VALUE]...

              throughput   requests per CPU-second beside nginx, a bare proxy and a bare gRPC echo
                           --warm-up 10 (seconds of processor time) --seconds 4 --rounds 5 --only TEXT --jvm "FLAGS of all" --agent-jvm "more FLAGS"
              overhead     latency at one call at a time, beside the provider alone and a bare gRPC echo
                           --warm-up 15 --seconds 3 --rounds 5 --only TEXT --jvm "FLAGS of all" --agent-jvm "more FLAGS"
              push         a publish to 100 streams, and to active on two agents
                           --streams 100 --publishes 100
              startup      `up` to the first served request, restart of an agent
                           --rounds 5
              similar      the semantic cache: nearest by size of partition, from member to member, heap for a question
                           --most 100000 (or 1000000; needs a JVM with 4 GiB) --kept 100000 --lookups 3000 --recall 300 --writes 1500 --merge-seconds 10
              routes       what an agent takes that looks for similar questions
                           --warm-up 10 --seconds 10 --agent-jvm "more FLAGS"
              micro        JMH: plan, cache look-up, record, reading, canonical answers
                           arguments are JMH's
            """;

    private Bench() {}

    /** Runs the measurement that the first argument names. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.print(USAGE);
            System.exit(2);
        }
        List<String> rest = List.of(arguments).subList(1, arguments.length);
        if (arguments[0].equals("micro")) {
            org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
            return;
        }
        Path folder = Files.createTempDirectory("tiergate-bench");
        Options options = Options.parse(rest);
        Table table = switch (arguments[0]) {
            case "throughput" -> Throughput.measure(options, folder);
            case "overhead" -> Overhead.measure(options, folder);
            case "push" -> Push.measure(options, folder);
            case "startup" -> Startup.measure(options, folder);
            case "similar" -> Similar.measure(options, folder);
            case "routes" -> Routes.measure(options, folder);
            default -> {
                System.err.print(USAGE);
                System.exit(2);
                throw new IllegalStateException("unreachable");
            }
        };
        System.out.print(table.text());
        System.out.println(table.json());
        // Only after a measurement that went well: else there are logs to look at.
        Folder.remove(folder);
        System.exit(0);
    }
}
