package io.tiergate.cli.process;

import io.tiergate.cli.terminal.Terminal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
final class LogTail {
    private static final int MAX_BYTES = 16_384;

    private LogTail() {}

    /** The last lines, safe to show; empty when there are none. */
    static List<String> of(Path log, int lines) {
        byte[] bytes;
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            bytes = new byte[(int) Math.min(length, MAX_BYTES)];
            file.seek(length - bytes.length);
            file.readFully(bytes);
        } catch (IOException e) {
            return List.of();
        }
        List<String> all = Terminal.safe(new String(bytes, StandardCharsets.UTF_8))
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }
}
