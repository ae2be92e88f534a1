package io.tiergate.dataplane.subscription;

import static io.tiergate.dataplane.subscription.Samples.digest;
import static io.tiergate.dataplane.subscription.Samples.routing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.model.Version;
import io.tiergate.v1.RoutingContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentArchiveTest {
    @TempDir
    Path folder;

    @Test
    void nothingKept_isEmpty() throws IOException {
        assertThat(archive().recent()).isEmpty();
        assertThat(archive().document(digest("x"))).isNull();
    }

    @Test
    void manifestAndDocuments_areFoundByDigest() throws IOException {
        keep(3, "manifest", "one", "two");

        assertThat(archive().recent())
                .containsExactly(new DocumentArchive.Kept(
                        new Version(3, digest("manifest")), List.of(digest("one"), digest("two"))));
        assertThat(archive().document(digest("manifest"))).isEqualTo(utf8("manifest"));
        assertThat(archive().document(digest("two"))).isEqualTo(utf8("two"));
    }

    @Test
    void onlyTheNewestSnapshots_areKept_andWhatTheyShareStays() throws IOException {
        for (int i = 1; i <= 25; i++) {
            keep(i, "manifest " + i, "shared", "document " + i);
        }

        assertThat(archive().recent()).hasSize(20);
        assertThat(archive().recent().getFirst().version()).isEqualTo(new Version(6, digest("manifest 6")));
        assertThat(archive().document(digest("manifest 5"))).isNull();
        assertThat(archive().document(digest("document 5"))).isNull();
        assertThat(archive().document(digest("document 6"))).isNotNull();
        assertThat(archive().document(digest("shared"))).isEqualTo(utf8("shared"));
        try (var files = Files.list(folder.resolve("documents"))) {
            assertThat(files).hasSize(20 + 20 + 1 + 1);
        }
    }

    @Test
    void snapshotThatComesBack_isTheNewestAgain() throws IOException {
        keep(1, "A");
        keep(2, "B");
        keep(3, "A");

        assertThat(archive().recent().stream().map(DocumentArchive.Kept::version))
                .containsExactly(new Version(2, digest("B")), new Version(3, digest("A")));
    }

    @Test
    void damagedDocument_isNotGiven_andMendedByTheNextSnapshotWithIt() throws IOException {
        keep(1, "manifest", "one");
        Path file = folder.resolve("documents").resolve(digest("one").toString().substring("sha256:".length()));
        Files.writeString(file, "other");

        assertThat(archive().document(digest("one"))).isNull();
        keep(2, "manifest 2", "one");
        assertThat(archive().document(digest("one"))).isEqualTo(utf8("one"));
    }

    @Test
    void lineThatCannotBeRead_isLeftOut() throws IOException {
        keep(1, "A");
        Files.write(
                folder.resolve("documents/recent"),
                new byte[] {'x', ' ', (byte) 0xFF, '\n', '7', '\n', '\n'},
                StandardOpenOption.APPEND);

        assertThat(archive().recent()).hasSize(1);
        keep(2, "B");
        assertThat(archive().recent()).hasSize(2);
    }

    private DocumentArchive archive() {
        return DocumentArchive.in(folder);
    }

    private void keep(long generation, String manifest, String... documents) throws IOException {
        Content content = routing(generation, manifest, documents);
        archive().keep(content.version(), RoutingContent.parseFrom(content.bytes()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
