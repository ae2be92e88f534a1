package io.tiergate.bench;

import io.tiergate.bench.process.Running;
import java.io.IOException;

/**
 * What is measured in every round.
 *
 * @param name of the row
 * @param base name of the row that it is compared with; itself for that row
 * @param process whose processor time counts
 * @param load calls it for so many seconds; tells how many calls were answered well
 * @param perCpuSecond calls per second of processor time, a figure for each round
 */
record Subject(String name, String base, Running process, Load load, Figures perCpuSecond) {
    private static final int WARM_UP_SECONDS = 2;

    Subject(String name, String base, Running process, Load load) {
        this(name, base, process, load, new Figures());
    }

    /** Whether others are compared with it. */
    boolean isBase() {
        return name.equals(base);
    }

    /** Calls the process for so many seconds. */
    interface Load {
        long run(int seconds) throws IOException;
    }

    /** Calls the process until it has used so much processor time, however busy the machine is; tells how many calls that were. */
    long warmUp(int cpuSeconds) throws IOException {
        double end = process.cpuSeconds() + cpuSeconds;
        long calls = 0;
        while (process.cpuSeconds() < end) {
            calls += load.run(WARM_UP_SECONDS);
        }
        return calls;
    }

    /** Measures once; tells how many calls that were. */
    long measure(int seconds) throws IOException {
        double before = process.cpuSeconds();
        long calls = load.run(seconds);
        perCpuSecond.add(calls / (process.cpuSeconds() - before));
        return calls;
    }
}
