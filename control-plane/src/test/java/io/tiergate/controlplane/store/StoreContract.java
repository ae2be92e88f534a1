package io.tiergate.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store does, whatever the database. Each test uses names of its own. */
abstract class StoreContract {
    private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.123456Z");

    abstract Store store();

    @Test
    void savedDocument_isFoundAsWritten() {
        Saved saved = store().save(draft("as-written", "text: ä € 𝄞\n"));

        assertThat(saved.created()).isTrue();
        assertThat(saved.revision().number()).isEqualTo(1);
        StoredDocument found = Objects.requireNonNull(store().find(DocumentKind.POLICY, "as-written", 1));
        assertThat(found.text()).isEqualTo("text: ä € 𝄞\n");
        assertThat(found.revision()).isEqualTo(saved.revision());
        assertThat(found.canonical())
                .isEqualTo(draft("as-written", "text: ä € 𝄞\n").canonical());
    }

    @Test
    void sameContentTwice_isOneRevision() {
        store().save(draft("same", "a"));
        store().save(draft("same", "b"));
        Saved again = store().save(draft("same", "a"));

        assertThat(again.created()).isFalse();
        assertThat(again.revision().number()).isEqualTo(1);
        assertThat(store().list(DocumentKind.POLICY, "same", 10)).hasSize(2);
    }

    @Test
    void sameContentUnderAnotherName_isItsOwnRevision() {
        store().save(draft("name-1", "a"));

        assertThat(store().save(draft("name-2", "a")).created()).isTrue();
    }

    @Test
    void numbersCountPerName_andZeroIsTheNewest() {
        store().save(draft("count", "a"));
        store().save(draft("count", "b"));

        assertThat(Objects.requireNonNull(store().find(DocumentKind.POLICY, "count", 0))
                        .revision()
                        .number())
                .isEqualTo(2);
        assertThat(store().find(DocumentKind.POLICY, "count", 3)).isNull();
        assertThat(store().find(DocumentKind.POLICY, "absent", 0)).isNull();
        assertThat(store().find(DocumentKind.CATALOG, "count", 1)).isNull();
    }

    @Test
    void contentIsFoundByDigest_ofDocumentsAndManifests() {
        Draft draft = draft("by-digest", "a unique text");
        store().save(draft);
        Activation manifest = activation("by-digest", ResourceKind.ROUTING, 1, "manifest");
        store().activate(manifest);

        assertThat(store().content(draft.digest())).isEqualTo(new StoredContent(draft.digest(), draft.canonical()));
        assertThat(Objects.requireNonNull(store().content(manifest.version().digest()))
                        .canonical())
                .isEqualTo(manifest.content());
        assertThat(Objects.requireNonNull(store().find(DocumentKind.POLICY, draft.digest()))
                        .revision()
                        .name())
                .isEqualTo("by-digest");
        assertThat(store().content(Digest.of(new byte[] {9}))).isNull();
    }

    @Test
    void list_isNewestFirst_andLimited() {
        for (String text : List.of("a", "b", "c")) {
            store().save(draft("listed", text));
        }

        assertThat(store().list(DocumentKind.POLICY, "listed", 2))
                .extracting(Revision::number)
                .containsExactly(3L, 2L);
        assertThat(store().list(null, "", 1)).hasSize(1);
        assertThat(store().list(DocumentKind.ACCESS, "listed", 9)).isEmpty();
    }

    @Test
    void saversAtOnce_getOneRevisionPerContent() throws Exception {
        List<Saved> saved = atOnce(16, i -> store().save(draft("race", "text " + i % 4)));

        assertThat(saved.stream().filter(Saved::created)).hasSize(4);
        assertThat(saved.stream().map(one -> one.revision().number()).distinct())
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    @Test
    void activation_isCurrentUntilTheNext() {
        Activation first = activation("fleet", ResourceKind.ROUTING, 1, "m1");
        Activation second = activation("fleet", ResourceKind.ROUTING, 2, "m2");
        assertThat(store().current("fleet", ResourceKind.ROUTING)).isNull();
        assertThat(store().activate(first)).isTrue();
        assertThat(store().activate(second)).isTrue();

        assertThat(store().current("fleet", ResourceKind.ROUTING)).isEqualTo(second);
        assertThat(store().activation("fleet", ResourceKind.ROUTING, 1)).isEqualTo(first);
        assertThat(store().activation("fleet", ResourceKind.ROUTING, 3)).isNull();
        assertThat(store().current("fleet", ResourceKind.ACCESS)).isNull();
        assertThat(store().heads()).contains(new Head("fleet", ResourceKind.ROUTING, 2));
    }

    @Test
    void takenGeneration_isLost() {
        store().activate(activation("taken", ResourceKind.ACCESS, 1, "mine"));

        assertThat(store().activate(activation("taken", ResourceKind.ACCESS, 1, "theirs")))
                .isFalse();
        assertThat(Objects.requireNonNull(store().current("taken", ResourceKind.ACCESS))
                        .content())
                .isEqualTo(ByteString.copyFromUtf8("mine"));
    }

    @Test
    void activatorsAtOnce_oneWins() throws Exception {
        List<Boolean> won = atOnce(8, i -> store().activate(activation("contended", ResourceKind.ROUTING, 1, "m" + i)));

        assertThat(won.stream().filter(Boolean::booleanValue)).hasSize(1);
    }

    private interface Attempt<T> {
        T run(int number) throws Exception;
    }

    private static <T> List<T> atOnce(int times, Attempt<T> attempt) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                calls.add(() -> attempt.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }

    static Draft draft(String name, String text) {
        byte[] canonical = ("{\"text\":\"" + text.strip() + "\"}").getBytes(StandardCharsets.UTF_8);
        return new Draft(
                DocumentKind.POLICY,
                name,
                Digest.of(canonical),
                ByteString.copyFrom(canonical),
                text,
                "an author",
                "a reason");
    }

    private static Activation activation(String fleet, ResourceKind resource, long generation, String content) {
        ByteString bytes = ByteString.copyFromUtf8(content);
        return new Activation(
                fleet, resource, new Version(generation, Digest.of(bytes.toByteArray())), bytes, "an author", "", TIME);
    }
}
