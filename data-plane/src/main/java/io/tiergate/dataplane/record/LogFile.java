package io.tiergate.dataplane.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log: {@code KIND-YYYYMMDD-NUMBER.jsonl}.
 *
 * @param path where it is
 * @param day UTC date on which it was begun
 * @param number counts the log's files, without a gap but for deleted ones
 */
record LogFile(Path path, LocalDate day, long number) implements Comparable<LogFile> {
    private static final String SUFFIX = ".jsonl";
    private static final int DAY_DIGITS = 8;
    private static final int NUMBER_DIGITS = 6;

    static LogFile of(Path folder, String kind, LocalDate day, long number) {
        StringBuilder name = new StringBuilder(kind)
                .append('-')
                .append(DateTimeFormatter.BASIC_ISO_DATE.format(day))
                .append('-');
        String digits = Long.toString(number);
        name.repeat('0', Math.max(0, NUMBER_DIGITS - digits.length()))
                .append(digits)
                .append(SUFFIX);
        return new LogFile(folder.resolve(name.toString()), day, number);
    }

    /** The log's files, oldest first; other files of the folder are left out. Empty where there is no folder. */
    static List<LogFile> list(Path folder, String kind) throws IOException {
        List<LogFile> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                LogFile file = parse(entry, kind + "-");
                if (file != null) {
                    files.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(null);
        return files;
    }

    private static @Nullable LogFile parse(Path path, String prefix) {
        String name = String.valueOf(path.getFileName());
        int dayEnd = prefix.length() + DAY_DIGITS;
        if (!name.startsWith(prefix) || !name.endsWith(SUFFIX) || name.length() <= dayEnd + 1 + SUFFIX.length()) {
            return null;
        }
        try {
            LocalDate day = LocalDate.parse(name.substring(prefix.length(), dayEnd), DateTimeFormatter.BASIC_ISO_DATE);
            long number = Long.parseLong(name.substring(dayEnd + 1, name.length() - SUFFIX.length()));
            return name.charAt(dayEnd) == '-' && number > 0 ? new LogFile(path, day, number) : null;
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    /** Whether its last byte is not a line break. */
    boolean endsInLine() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    @Override
    public int compareTo(LogFile other) {
        return Long.compare(number, other.number);
    }
}
