package io.tiergate.cli.record;

import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.policy.snapshot.RoutingLoader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What records were decided under, loaded once each. Not thread-safe. */
final class Routings {
    private final Documents documents;
    private final Map<Digest, Loaded> loaded = new HashMap<>();

    Routings(Documents documents) {
        this.documents = documents;
    }

    /** What came of loading. */
    sealed interface Loaded {
        record Ready(Routing routing) implements Loaded {}

        record Missing(String why) implements Loaded {}
    }

    Loaded of(Digest digest) {
        Loaded known = loaded.get(digest);
        if (known == null) {
            known = load(digest);
            loaded.put(digest, known);
        }
        return known;
    }

    private Loaded load(Digest digest) {
        byte[] manifest = documents.get(digest);
        if (manifest == null) {
            return new Loaded.Missing("the routing " + digest + " is not known");
        }
        return switch (Manifest.decode(manifest)) {
            case CompileResult.Rejected<Manifest> rejected ->
                new Loaded.Missing("the routing " + digest + " cannot be read: "
                        + rejected.problems().getFirst());
            case CompileResult.Compiled<Manifest> decoded -> load(digest, manifest, decoded.value());
        };
    }

    private Loaded load(Digest digest, byte[] manifest, Manifest decoded) {
        Map<Digest, byte[]> contents = new HashMap<>();
        decoded.documents().forEach(document -> add(document, contents));
        return switch (RoutingLoader.load(manifest, contents, 0)) {
            case CompileResult.Compiled<Routing> ready -> new Loaded.Ready(ready.value());
            case CompileResult.Rejected<Routing> rejected ->
                new Loaded.Missing("the routing " + digest + " does not load: "
                        + rejected.problems().getFirst());
        };
    }

    private void add(Digest digest, Map<Digest, byte[]> contents) {
        byte @Nullable [] content = documents.get(digest);
        if (content != null) {
            contents.put(digest, content);
        }
    }
}
