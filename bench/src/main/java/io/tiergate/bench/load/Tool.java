package io.tiergate.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A load generator that is a program of its own: runs it and reads what it counted. */
final class Tool {
    private Tool() {}

    /** What the program printed. */
    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command.getFirst() + " failed:\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The number that the pattern's first group finds; 0 where it finds nothing. */
    static long number(String said, Pattern pattern) {
        Matcher found = pattern.matcher(said);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
