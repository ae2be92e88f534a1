package io.tiergate.dataplane.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.RecordWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
    private static final long NOW = Instant.parse("2025-03-01T23:59:00Z").toEpochMilli();
    private static final long DAY = 86_400_000;

    @TempDir
    Path data;

    private final Lines log = new Lines();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(NOW));
    private final Clock clock = new TestClock();

    @Test
    void offeredRecord_isFoundByItsId_asWritten() throws IOException {
        try (RecordLog records = open(settings())) {
            DecisionRecord record = Records.served(NOW, "acme", "triage");
            records.offer(record);
            StoredRecord found = found(records, record);
            assertThat(found.json().toByteArray()).isEqualTo(RecordWriter.toJson(record));
            assertThat(found.tenant()).isEqualTo("acme");
            assertThat(found.policy()).isEqualTo("support");
            assertThat(found.task()).isEqualTo("triage");
            assertThat(found.timeMillis()).isEqualTo(NOW);
            assertThat(records.find("agent-1.019aaddf-5e00-7abc-8def-0123456789ab"))
                    .isNull();
            assertThat(records.find("nonsense")).isNull();
        }
    }

    @Test
    void recordsBeyondTheIndex_areFoundInTheFilesOfTheirDay() throws IOException {
        RecordSettings few = new RecordSettings(folder(), 3_000, 100, 1 << 20, 100, 2);
        List<DecisionRecord> offered = new ArrayList<>();
        try (RecordLog records = open(few)) {
            for (int i = 0; i < 20; i++) {
                offered.add(Records.served(NOW + i, "acme", "triage"));
                records.offer(offered.getLast());
                records.flush();
            }
            for (DecisionRecord record : offered) {
                assertThat(found(records, record).id())
                        .isEqualTo(record.header().id());
            }
        }
        assertThat(files()).hasSizeGreaterThan(3);
        try (RecordLog restarted = open(few)) {
            assertThat(found(restarted, offered.get(7)).timeMillis()).isEqualTo(NOW + 7);
        }
    }

    @Test
    void offeredRecord_isWrittenSoon_withoutBeingAskedFor() throws Exception {
        try (RecordLog records = open(settings())) {
            CountDownLatch written = new CountDownLatch(1);
            try (LineLog.Registration _ = records.onAppend(written::countDown)) {
                records.offer(Records.refused(NOW));
                written.await();
            }
            assertThat(Files.readString(files().getFirst())).endsWith("}\n");
            assertThat(records.stats()).isEqualTo(new RecordLog.Stats(1, Map.of()));
        }
    }

    @Test
    void scan_filtersByTimeTenantPolicyAndTask() throws IOException {
        try (RecordLog records = open(settings())) {
            records.offer(Records.served(NOW, "acme", "triage"));
            records.offer(Records.served(NOW + 1, "acme", "chat"));
            records.offer(Records.served(NOW + 2, "globex", "chat"));
            records.offer(Records.refused(NOW + 3));
            assertThat(times(records, RecordQuery.ALL)).containsExactly(0L, 1L, 2L, 3L);
            assertThat(times(records, new RecordQuery(NOW + 1, NOW + 3, "", "", "")))
                    .containsExactly(1L, 2L);
            assertThat(times(records, new RecordQuery(0, 0, "acme", "", ""))).containsExactly(0L, 1L);
            assertThat(times(records, new RecordQuery(0, 0, "acme", "", "chat")))
                    .containsExactly(1L);
            assertThat(times(records, new RecordQuery(0, 0, "", "support", ""))).containsExactly(0L, 1L, 2L);
            assertThat(times(records, new RecordQuery(0, 0, "", "other", ""))).isEmpty();
        }
    }

    @Test
    void scan_endsWithWhatWasOfferedBeforeIt() throws IOException {
        try (RecordLog records = open(settings())) {
            records.offer(Records.refused(NOW));
            try (RecordCursor cursor = records.scan(RecordQuery.ALL, 0)) {
                records.offer(Records.refused(NOW + 1));
                records.flush();
                assertThat(drain(cursor)).containsExactly(0L);
            }
        }
    }

    @Test
    void lastOnes_areFoundAcrossFiles() throws IOException {
        try (RecordLog records = open(new RecordSettings(folder(), 1_000, 100, 1 << 20, 100, 10))) {
            for (int i = 0; i < 30; i++) {
                records.offer(Records.served(NOW + i, i % 2 == 0 ? "even" : "odd", "chat"));
                records.flush();
            }
            try (RecordCursor cursor = records.scan(new RecordQuery(0, 0, "odd", "", ""), 3)) {
                assertThat(drain(cursor)).containsExactly(25L, 27L, 29L);
            }
            try (RecordCursor cursor = records.scan(RecordQuery.ALL, 1_000)) {
                assertThat(drain(cursor)).hasSize(30);
            }
            assertThat(files()).hasSizeGreaterThan(5);
        }
    }

    @Test
    void follower_seesWhatComesLater_acrossFiles_fromTheLastOnes() throws IOException {
        try (RecordLog records = open(new RecordSettings(folder(), 500, 100, 1 << 20, 100, 10))) {
            records.offer(Records.refused(NOW));
            records.offer(Records.refused(NOW + 1));
            try (RecordCursor cursor = records.follow(RecordQuery.ALL, 1)) {
                assertThat(drain(cursor)).containsExactly(1L);
                for (int i = 2; i < 12; i++) {
                    records.offer(Records.refused(NOW + i));
                    records.flush();
                    assertThat(drain(cursor)).containsExactly((long) i);
                }
                assertThat(cursor.missedFiles()).isZero();
            }
        }
    }

    @Test
    void followerOfAnEmptyFolder_seesTheFirstRecord() throws IOException {
        try (RecordLog records = open(settings());
                RecordCursor cursor = records.follow(RecordQuery.ALL, 5)) {
            assertThat(drain(cursor)).isEmpty();
            records.offer(Records.refused(NOW));
            records.flush();
            assertThat(drain(cursor)).containsExactly(0L);
        }
    }

    @Test
    void slowFollower_losesTheOldestFiles_andCountsThem_whileWritingGoesOn() throws IOException {
        try (RecordLog records = open(new RecordSettings(folder(), 1, 3, 1 << 20, 100, 10))) {
            records.offer(Records.refused(NOW));
            try (RecordCursor cursor = records.follow(RecordQuery.ALL, 0)) {
                assertThat(drain(cursor)).containsExactly(0L);
                for (int i = 1; i < 10; i++) {
                    records.offer(Records.refused(NOW + i));
                    records.flush();
                }
                assertThat(drain(cursor)).containsExactly(7L, 8L, 9L);
                assertThat(cursor.missedFiles()).isEqualTo(6);
            }
            assertThat(records.stats().written()).isEqualTo(10);
        }
    }

    @Test
    void fullQueue_dropsTheOldest_andCountsThem() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (RecordLog records = open(new RecordSettings(folder(), 1 << 20, 10, 1 << 20, 5, 10))) {
            try (LineLog.Registration _ = records.onAppend(() -> {
                writing.countDown();
                awaitQuietly(goOn);
            })) {
                records.offer(Records.refused(NOW));
                writing.await();
                for (int i = 1; i <= 12; i++) {
                    records.offer(Records.refused(NOW + i));
                }
                goOn.countDown();
            }
            assertThat(times(records, RecordQuery.ALL)).containsExactly(0L, 8L, 9L, 10L, 11L, 12L);
            assertThat(records.stats()).isEqualTo(new RecordLog.Stats(6, Map.of("queue_full", 7L)));
        }
    }

    @Test
    void close_writesWhatWaits_andCountsWhatComesLater() throws IOException {
        RecordLog records = open(settings());
        for (int i = 0; i < 5_000; i++) {
            records.offer(Records.refused(NOW + i));
        }
        records.close();
        records.offer(Records.refused(NOW));
        assertThat(records.isDrained()).isTrue();
        assertThat(records.stats()).isEqualTo(new RecordLog.Stats(5_000, Map.of("closed", 1L)));
        assertThat(Files.readAllLines(files().getFirst())).hasSize(5_000);
    }

    @Test
    void kill_leavesAReadableCopy_andTheNextFileBeginsCleanly() throws IOException {
        Path copy = Files.createDirectories(data.resolve("copy/records"));
        DecisionRecord whole = Records.served(NOW, "acme", "chat");
        try (RecordLog records = open(settings())) {
            records.offer(whole);
            records.flush();
            // As a kill leaves it: the last line cut in half.
            Path original = files().getFirst();
            byte[] half = RecordWriter.toJson(Records.served(NOW + 1, "acme", "chat"));
            Path copied = Files.copy(original, copy.resolve(original.getFileName()));
            Files.write(copied, java.util.Arrays.copyOf(half, half.length / 2), StandardOpenOption.APPEND);
        }
        try (RecordLog restarted = open(RecordSettings.in(copy.resolveSibling("")))) {
            assertThat(times(restarted, RecordQuery.ALL)).containsExactly(0L);
            restarted.offer(Records.refused(NOW + 2));
            assertThat(times(restarted, RecordQuery.ALL)).containsExactly(0L, 2L);
            assertThat(found(restarted, whole).timeMillis()).isEqualTo(NOW);
        }
        assertThat(log.lines).anyMatch(line -> line.contains("half-written"));
        try (var files = Files.list(copy)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("records-20250301-000001.jsonl", "records-20250301-000002.jsonl");
        }
    }

    @Test
    void copyTakenWhileWriting_isReadable() throws Exception {
        Path copy = Files.createDirectories(data.resolve("copy/records"));
        try (RecordLog records = open(settings())) {
            Thread producer = Thread.ofPlatform().name("producer").start(() -> {
                for (int i = 0; i < 3_000; i++) {
                    records.offer(Records.served(NOW + i, "acme", "chat"));
                }
            });
            List<Long> seen = List.of();
            while (producer.isAlive()) {
                for (Path file : files()) {
                    Files.copy(
                            file, copy.resolve(file.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
                try (RecordLog reader = open(RecordSettings.in(copy.resolveSibling("")))) {
                    List<Long> now = times(reader, RecordQuery.ALL);
                    assertThat(now).hasSizeGreaterThanOrEqualTo(seen.size()).isSorted();
                    seen = now;
                }
            }
            producer.join();
        }
    }

    @Test
    void foreignAndBrokenLines_arePassedOver() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(
                folder().resolve("records-20250301-000001.jsonl"),
                "not json\n\n{}\n[1]\n{\"v\":1,\"id\":\"x\",\"time_ms\":\"y\"}\n" + "x".repeat(200_000) + "\n"
                        + new String(RecordWriter.toJson(Records.refused(NOW)), StandardCharsets.UTF_8) + "\n");
        Files.writeString(folder().resolve("records-2026112-1.jsonl"), "{}");
        Files.writeString(folder().resolve("notes.txt"), "{}");
        try (RecordLog records = open(settings())) {
            assertThat(times(records, RecordQuery.ALL)).containsExactly(0L);
        }
    }

    @Test
    void newDay_beginsANewFile_andAClockThatGoesBackDoesNot() throws IOException {
        try (RecordLog records = open(settings())) {
            records.offer(Records.refused(NOW));
            records.flush();
            now.set(Instant.ofEpochMilli(NOW + DAY));
            records.offer(Records.refused(NOW + 1));
            records.flush();
            now.set(Instant.ofEpochMilli(NOW));
            records.offer(Records.refused(NOW + 2));
            records.flush();
            assertThat(files().stream().map(file -> file.getFileName().toString()))
                    .containsExactly("records-20250301-000001.jsonl", "records-20250302-000002.jsonl");
            assertThat(times(records, new RecordQuery(NOW, NOW + 100, "", "", "")))
                    .containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void oldestFiles_goFirst_byBytes() throws IOException {
        try (RecordLog records = open(new RecordSettings(folder(), 1, 100, 1_000, 100, 10))) {
            for (int i = 0; i < 20; i++) {
                records.offer(Records.refused(NOW + i));
                records.flush();
            }
            assertThat(times(records, RecordQuery.ALL)).last().isEqualTo(19L);
            assertThat(files()).hasSizeBetween(2, 5);
        }
    }

    @Test
    void folderGone_isMadeAnew() throws IOException {
        try (RecordLog records = open(settings())) {
            records.offer(Records.refused(NOW));
            records.flush();
            Files.delete(files().getFirst());
            Files.delete(folder());
            records.offer(Records.refused(NOW + 1));
            assertThat(times(records, RecordQuery.ALL)).containsExactly(1L);
            assertThat(records.stats()).isEqualTo(new RecordLog.Stats(2, Map.of()));
        }
    }

    @Test
    void folderThatCannotBeWritten_dropsAndCounts_untilItCan_withOneLineForEachChange() throws IOException {
        Files.writeString(folder(), "a file in the folder's place");
        try (RecordLog records = open(settings())) {
            for (int i = 0; i < 3; i++) {
                records.offer(Records.refused(NOW + i));
                records.flush();
            }
            assertThat(records.stats()).isEqualTo(new RecordLog.Stats(0, Map.of("disk", 3L)));
            assertThat(log.lines)
                    .filteredOn(line -> line.contains("cannot write records"))
                    .hasSize(1);
            Files.delete(folder());
            records.offer(Records.refused(NOW + 3));
            records.flush();
            records.offer(Records.refused(NOW + 4));
            assertThat(times(records, RecordQuery.ALL)).containsExactly(3L, 4L);
            assertThat(records.stats()).isEqualTo(new RecordLog.Stats(2, Map.of("disk", 3L)));
            assertThat(log.lines)
                    .filteredOn(line -> line.contains("writes records"))
                    .hasSize(1);
        }
    }

    @Test
    void failingDisk_isTriedAgainWithoutBeingAsked_andOverflowMeanwhileCountsAsDisk() throws Exception {
        Files.writeString(folder(), "a file in the folder's place");
        try (RecordLog records = open(new RecordSettings(folder(), 1 << 20, 10, 1 << 20, 4, 10))) {
            CountDownLatch written = new CountDownLatch(1);
            records.offer(Records.refused(NOW));
            records.flush();
            for (int i = 1; i <= 6; i++) {
                records.offer(Records.refused(NOW + i));
            }
            assertThat(records.stats().dropped()).containsOnlyKeys("disk");
            Files.delete(folder());
            try (LineLog.Registration _ = records.onAppend(written::countDown)) {
                records.offer(Records.refused(NOW + 7));
                written.await();
            }
            assertThat(times(records, RecordQuery.ALL)).last().isEqualTo(7L);
        }
    }

    @Test
    void feedback_isWrittenBesideTheRecords() throws IOException {
        try (FeedbackLog feedback = FeedbackLog.open(settings(), clock, log);
                RecordLog records = open(settings())) {
            records.offer(Records.refused(NOW));
            feedback.offer(new Feedback(
                    "agent-1.x",
                    0.25,
                    "reviewer",
                    "wrong \"date\"\n",
                    NOW,
                    new Feedback.Author("key-1", "acme", false)));
            feedback.offer(new Feedback("agent-1.y", 1, "user", "", NOW, new Feedback.Author("ops", "", true)));
            feedback.flush();
            assertThat(times(records, RecordQuery.ALL)).containsExactly(0L);
            assertThat(Files.readString(folder().resolve("feedback-20250301-000001.jsonl")))
                    .isEqualTo("{\"v\":1,\"decision\":\"agent-1.x\",\"score\":0.25,\"source\":\"reviewer\","
                            + "\"comment\":\"wrong \\\"date\\\"\\n\",\"time_ms\":" + NOW
                            + ",\"author\":\"key-1\",\"tenant\":\"acme\"}\n"
                            + "{\"v\":1,\"decision\":\"agent-1.y\",\"score\":1.0,\"source\":\"user\",\"time_ms\":" + NOW
                            + ",\"author\":\"ops\",\"platform\":true}\n");
            assertThat(feedback.stats().written()).isEqualTo(2);
        }
    }

    private Path folder() {
        return data.resolve("records");
    }

    private RecordSettings settings() {
        return RecordSettings.in(data);
    }

    private RecordLog open(RecordSettings settings) {
        return RecordLog.open(settings, clock, log);
    }

    private List<Path> files() throws IOException {
        return LogFile.list(folder(), "records").stream().map(LogFile::path).toList();
    }

    private static StoredRecord found(RecordLog records, DecisionRecord record) throws IOException {
        StoredRecord found = records.find(record.header().id());
        assertThat(found).as(record.header().id()).isNotNull();
        return java.util.Objects.requireNonNull(found);
    }

    /** Milliseconds after {@link #NOW} of what a scan finds. */
    private static List<Long> times(RecordLog records, RecordQuery query) throws IOException {
        try (RecordCursor cursor = records.scan(query, 0)) {
            return drain(cursor);
        }
    }

    private static List<Long> drain(RecordCursor cursor) throws IOException {
        List<Long> times = new ArrayList<>();
        for (StoredRecord next = cursor.next(() -> false); next != null; next = cursor.next(() -> false)) {
            times.add(next.timeMillis() - NOW);
        }
        return times;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stands still unless a test moves it. */
    private final class TestClock extends Clock {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return java.util.Objects.requireNonNull(now.get());
        }
    }
}
