package io.tiergate.classifier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.classifier.model.ModelFiles;
import io.tiergate.classifier.model.ModelSet;
import io.tiergate.classifier.model.Scores;
import io.tiergate.classifier.model.TestModels;
import io.tiergate.classifier.run.Outcome.Analyzed;
import io.tiergate.classifier.run.Outcome.Reason;
import io.tiergate.classifier.run.Outcome.Refused;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AnalystTest {
    private static final int ROOM = 64;

    @TempDir
    private Path directory;

    private final Shelf shelf = new Shelf("first");
    private ModelSet set;

    @BeforeEach
    void load() {
        Generation generation = Sets.encoder(directory.resolve("first"), new Batching(8, 100_000));
        set = generation.set();
        shelf.put("first", generation);
    }

    @AfterEach
    void unload() {
        shelf.close();
        Sets.assertUnloaded(set); // every user of every test has left
    }

    @Test
    void call_saysEveryTextInOrder_andWhatATokenCosts() {
        try (Analyst analyst = new Analyst(shelf, 2, ROOM)) {
            Analyzed done = (Analyzed) analyst.analyze(request("", "bug", "bill bill bill", ""), patient());
            assertThat(done.analyses()).hasSize(3);
            assertThat(kind(done, 0).probability(0)).isGreaterThan(0.9f);
            assertThat(kind(done, 1).probability(1)).isGreaterThan(0.9f);
            assertThat(done.analyses().get(2).tokens()).isEqualTo(2);
            assertThat(done.model()).isEqualTo(set.digest());
            assertThat(done.microsPerToken()).isPositive();
        }
    }

    @Test
    void callWithoutTexts_isAnsweredWithNone() {
        try (Analyst analyst = new Analyst(shelf, 1, ROOM)) {
            assertThat(((Analyzed) analyst.analyze(request(""), patient())).analyses())
                    .isEmpty();
        }
    }

    @Test
    void manyCallersAtOnce_getEachTheirOwn() {
        try (Analyst analyst = new Analyst(shelf, 2, ROOM)) {
            assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> {
                        String text = (i % 2 == 0 ? "bug " : "bill ").repeat(1 + i % 5);
                        Analyzed done = (Analyzed) analyst.analyze(request("", text), patient());
                        return kind(done, 0).probability(i % 2);
                    }))
                    .allSatisfy(probability -> assertThat(probability).isGreaterThan(0.5f));
        }
    }

    @Test
    void moreTextsThanMayWait_areRefused_andTheOthersUntouched() throws InterruptedException {
        // No thread: what is offered stays.
        Analyst analyst = new Analyst(shelf, 0, 3);
        assertRefused(
                analyst.analyze(request("", "a", "b", "c", "d"), patient()),
                Reason.TOO_MANY_TEXTS,
                "4 texts in one call; at most 3");
        Thread waiting = Thread.ofVirtual().start(() -> analyst.analyze(request("", "a", "b"), patient()));
        while (analyst.waiting() < 2) {
            Thread.onSpinWait();
        }
        assertRefused(
                analyst.analyze(request("", "c", "d"), patient()), Reason.QUEUE_FULL, "as many texts wait as may (3)");
        analyst.close();
        waiting.join();
        // The room is given back.
        assertRefused(analyst.analyze(request("", "a", "b", "c"), patient()), Reason.STOPPING, "stopping");
    }

    @Test
    void callWhoseTimeIsOver_isRefusedWithoutWaiting() {
        Analyst analyst = new Analyst(shelf, 0, ROOM);
        Patience over = new Patience(System.nanoTime() - 1, () -> false);
        assertRefused(analyst.analyze(request("", "bug"), over), Reason.TOO_LATE, "in time");
        analyst.close();
    }

    @Test
    void pinnedModel_answersThoughItIsNotTheDefault() {
        TestModels.set("labels", directory.resolve("second"));
        ModelSet second = Sets.load(ModelFiles.in(directory.resolve("second")));
        shelf.put("second", Generation.warmUp(second, Batching.NONE));
        try (Analyst analyst = new Analyst(shelf, 1, ROOM)) {
            Analyzed done = (Analyzed) analyst.analyze(request(second.digest(), "bug"), patient());
            assertThat(done.model()).isEqualTo(second.digest());
            assertThat(done.analyses().getFirst().width()).isZero();
        }
    }

    @Test
    void modelThatIsNotLoaded_isRefusedWithThoseThatAre() {
        try (Analyst analyst = new Analyst(shelf, 1, ROOM)) {
            assertRefused(
                    analyst.analyze(request("sha256:none", "bug"), patient()),
                    Reason.UNKNOWN_MODEL,
                    "no model sha256:none is loaded; loaded are tiny " + set.digest());
            try (Analyst empty = new Analyst(new Shelf("x"), 1, ROOM)) {
                assertRefused(
                        empty.analyze(request("", "bug"), patient()),
                        Reason.UNKNOWN_MODEL,
                        "the default model is not loaded");
            }
        }
    }

    @Test
    void headThatTheModelHasNot_isRefusedWithThoseThatItHas() {
        try (Analyst analyst = new Analyst(shelf, 1, ROOM)) {
            assertRefused(
                    analyst.analyze(new Analyst.Request(List.of("bug"), "", List.of("mood", "kind"), true), patient()),
                    Reason.UNKNOWN_HEAD,
                    "the model tiny has no head mood; it has kind");
        }
    }

    @Test
    void outputThatIsNoNumber_isAFailure_andRoomIsGivenBack() {
        try (Analyst analyst = new Analyst(shelf, 1, 2)) {
            for (int i = 0; i < 5; i++) {
                assertRefused(
                        analyst.analyze(request("", "bug", "nan"), patient()),
                        Reason.MODEL_FAILED,
                        "not a finite number");
            }
            assertThat(analyst.analyze(request("", "bug", "bill"), patient())).isInstanceOf(Analyzed.class);
        }
    }

    @Test
    void textsOfEveryKind_areAnalysed() {
        List<String> texts =
                List.of("", "x", "😀🎉🚀", "\ud800", "\udc00\ud800", "x".repeat(1_000_000), "bug ".repeat(250_000));
        try (Analyst analyst = new Analyst(shelf, 2, ROOM)) {
            Analyzed done = (Analyzed) analyst.analyze(new Analyst.Request(texts, "", List.of(), true), patient());
            assertThat(done.analyses()).hasSize(texts.size());
            assertThat(done.analyses().getLast().tokens()).isEqualTo(250_002);
            assertThat(done.analyses().getLast().tokensCut()).isEqualTo(250_002 - 8);
        }
    }

    @Test
    void identicalTexts_getTheSameAnswer() {
        try (Analyst analyst = new Analyst(shelf, 2, ROOM)) {
            Analyzed done = (Analyzed) analyst.analyze(
                    new Analyst.Request(Collections.nCopies(ROOM, "bug bill"), "", List.of(), true), patient());
            assertThat(done.analyses())
                    .extracting(analysis -> analysis.embedding(0))
                    .containsOnly(done.analyses().getFirst().embedding(0));
        }
    }

    private static Scores kind(Analyzed done, int index) {
        return Objects.requireNonNull(done.analyses().get(index).heads().get("kind"));
    }

    private static Analyst.Request request(String model, String... texts) {
        return new Analyst.Request(List.of(texts), model, List.of(), true);
    }

    private static Patience patient() {
        return new Patience(System.nanoTime() + TimeUnit.SECONDS.toNanos(50), () -> false);
    }

    private static void assertRefused(Outcome outcome, Reason reason, String message) {
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.message()).contains(message);
        });
    }
}
