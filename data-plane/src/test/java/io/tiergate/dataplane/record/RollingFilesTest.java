package io.tiergate.dataplane.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingFilesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-30T12:00:00Z"), ZoneOffset.UTC);
    private static final int KEPT_FILES = 3;

    @TempDir
    Path folder;

    private final SmallDisk disk = new SmallDisk();
    private RollingFiles log;

    @BeforeEach
    void open() {
        log = new RollingFiles(
                new RecordSettings(folder, 1_000, KEPT_FILES, 1_000, 1, 1), "records", CLOCK, disk::open);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void diskThatStaysFull_costsNoFileThatIsThere() throws IOException {
        append("first\n");
        disk.room = 0;

        for (int i = 0; i < 5 * KEPT_FILES; i++) {
            assertThatThrownBy(() -> append("second\n")).isInstanceOf(IOException.class);
        }

        assertThat(contents()).containsExactly("first\n");
    }

    @Test
    void diskThatIsFullFromTheStart_isLeftWithOneEmptyFile() throws IOException {
        disk.room = 0;

        for (int i = 0; i < 5 * KEPT_FILES; i++) {
            assertThatThrownBy(() -> append("first\n")).isInstanceOf(IOException.class);
        }

        assertThat(contents()).containsExactly("");
    }

    @Test
    void linesThatFindNoRoom_leaveNothing_andTheNextFollowWhatWasThere() throws IOException {
        append("first\n");
        disk.room = 3;
        assertThatThrownBy(() -> append("lost\n")).isInstanceOf(IOException.class);
        disk.room = Long.MAX_VALUE;

        Position position = append("second\n");

        assertThat(position).isEqualTo(new Position(1, 6));
        assertThat(contents()).containsExactly("first\nsecond\n");
    }

    @Test
    void halfLineThatCannotBeTakenBack_staysTheLastOfItsFile() throws IOException {
        disk.room = 3;
        disk.truncates = false;
        assertThatThrownBy(() -> append("lost\n")).isInstanceOf(IOException.class);
        disk.room = Long.MAX_VALUE;

        Position position = append("second\n");

        assertThat(position).isEqualTo(new Position(2, 0));
        assertThat(contents()).containsExactly("los", "second\n");
    }

    private Position append(String lines) throws IOException {
        return log.append(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> contents() throws IOException {
        return LogFile.list(folder, "records").stream()
                .map(file -> {
                    try {
                        return Files.readString(file.path());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    /** Takes a number of bytes, then none. */
    private static final class SmallDisk {
        private long room = Long.MAX_VALUE;
        private boolean truncates = true;

        SeekableByteChannel open(Path path) throws IOException {
            return new Held(Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        }

        /** A file on it. */
        private final class Held implements SeekableByteChannel {
            private final SeekableByteChannel file;

            Held(SeekableByteChannel file) {
                this.file = file;
            }

            @Override
            public int write(ByteBuffer bytes) throws IOException {
                if (room == 0) {
                    throw new IOException("No space left on device");
                }
                int count = (int) Math.min(room, bytes.remaining());
                var _ = file.write(bytes.slice().limit(count));
                bytes.position(bytes.position() + count);
                room -= count;
                return count;
            }

            @Override
            public SeekableByteChannel truncate(long size) throws IOException {
                if (!truncates) {
                    throw new IOException("Input/output error");
                }
                var _ = file.truncate(size);
                return this;
            }

            @Override
            public int read(ByteBuffer into) throws IOException {
                return file.read(into);
            }

            @Override
            public long position() throws IOException {
                return file.position();
            }

            @Override
            public SeekableByteChannel position(long to) throws IOException {
                var _ = file.position(to);
                return this;
            }

            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public boolean isOpen() {
                return file.isOpen();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        }
    }
}
