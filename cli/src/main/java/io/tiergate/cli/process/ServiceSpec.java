package io.tiergate.cli.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one service is to be run.
 *
 * @param name for people, and for its files
 * @param jar what is run
 * @param jvmOptions beside those of the jar
 * @param arguments of the service, without the ready file
 * @param readyFlag the argument before the ready file's path
 * @param directory where its log and its ready file are kept; made when absent
 */
public record ServiceSpec(
        String name,
        ServiceJar jar,
        List<String> jvmOptions,
        List<String> arguments,
        String readyFlag,
        Path directory) {
    public ServiceSpec {
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
    }

    /** Where its output goes. */
    public Path log() {
        return directory.resolve(name + ".log");
    }

    Path readyFile() {
        return directory.resolve(name + ".ready");
    }

    /**
     * The command line.
     *
     * @param parent the process that the service must not outlive
     */
    List<String> command(Path java, long parent) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(jar.jvmFlags());
        command.addAll(jvmOptions);
        command.add("-Dtiergate.parent=" + parent);
        command.add("-jar");
        command.add(jar.file().toString());
        command.addAll(arguments);
        command.add(readyFlag);
        command.add(readyFile().toString());
        return command;
    }
}
