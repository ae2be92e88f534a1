package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Draft;
import io.tiergate.controlplane.store.Revision;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredContent;
import io.tiergate.controlplane.store.StoredDocument;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Manifest.ArmEntry;
import io.tiergate.policy.snapshot.Manifest.DocumentRef;
import io.tiergate.policy.snapshot.Manifest.PolicyEntry;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.policy.snapshot.RoutingLoader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Loads what a fleet runs, or would run, with the very loader of the agents. Thread-safe. */
final class Routings {
    private final Store store;
    private final Map<String, Routing> lastByFleet = new ConcurrentHashMap<>();
    /** What each policy document pins; documents never change. */
    private final Map<Digest, Optional<Digest>> pins = new ConcurrentHashMap<>();

    Routings(Store store) {
        this.store = store;
    }

    /** What the fleet runs now; null when nothing is active. */
    @Nullable
    Routing current(String fleet) {
        Activation current = store.current(fleet, ResourceKind.ROUTING);
        if (current == null) {
            return null;
        }
        return switch (load(fleet, Manifests.decode(current), current.version().generation(), null)) {
            case CompileResult.Compiled<Routing> compiled -> compiled.value();
            case CompileResult.Rejected<Routing> rejected ->
                throw new IllegalStateException("what fleet " + fleet + " runs does not load: " + rejected.report());
        };
    }

    /**
     * Loads a manifest as an agent would.
     *
     * @param draft a document that is not stored yet but may be named; null: none
     */
    CompileResult<Routing> load(String fleet, Manifest manifest, long generation, @Nullable Draft draft) {
        Map<Digest, byte[]> documents = new HashMap<>();
        if (draft != null) {
            documents.put(draft.digest(), draft.canonical().toByteArray());
        }
        manifest.documents().forEach(digest -> fetch(digest, documents));
        CompileResult<Routing> loaded =
                RoutingLoader.load(manifest.encode(), documents, generation, lastByFleet.get(fleet));
        if (loaded instanceof CompileResult.Compiled<Routing> compiled) {
            lastByFleet.put(fleet, compiled.value());
        }
        return loaded;
    }

    /** The manifest with the estimates that its policies pin, as far as they are stored, and no others. */
    Manifest withPins(Manifest manifest) {
        Map<Digest, DocumentRef> estimates = new TreeMap<>(Comparator.comparing(Digest::toString));
        for (PolicyEntry policy : manifest.policies()) {
            for (ArmEntry arm : policy.arms()) {
                Optional<Digest> pinned = pinOf(arm.document().digest());
                if (pinned.isPresent()) {
                    StoredDocument stored = store.find(DocumentKind.ESTIMATES, pinned.get());
                    if (stored != null) {
                        Revision revision = stored.revision();
                        estimates.put(revision.digest(), new DocumentRef(revision.digest(), revision.number()));
                    }
                }
            }
        }
        return new Manifest(manifest.catalog(), List.copyOf(estimates.values()), manifest.policies());
    }

    private Optional<Digest> pinOf(Digest policy) {
        Optional<Digest> known = pins.get(policy);
        if (known != null) {
            return known;
        }
        StoredContent content = store.content(policy);
        if (content == null) {
            return Optional.empty();
        }
        Optional<Digest> pinned = Optional.ofNullable(
                PolicyCompiler.pinnedEstimates(content.canonical().toStringUtf8()));
        pins.put(policy, pinned);
        return pinned;
    }

    private void fetch(Digest digest, Map<Digest, byte[]> documents) {
        if (!documents.containsKey(digest)) {
            StoredContent content = store.content(digest);
            if (content != null) {
                documents.put(digest, content.canonical().toByteArray());
            }
        }
    }

    static ByteString encode(Manifest manifest) {
        return ByteString.copyFrom(manifest.encode());
    }
}
