package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Draft;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredContent;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Manifest.ArmEntry;
import io.tiergate.policy.snapshot.Manifest.PolicyEntry;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.policy.snapshot.RoutingLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Loads what a fleet runs, or would run, with the very loader of the agents. Thread-safe. */
final class Routings {
    private final Store store;
    private final Map<String, Routing> lastByFleet = new ConcurrentHashMap<>();

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
        fetch(manifest.catalog().digest(), documents);
        for (PolicyEntry policy : manifest.policies()) {
            for (ArmEntry arm : policy.arms()) {
                fetch(arm.document().digest(), documents);
            }
        }
        CompileResult<Routing> loaded =
                RoutingLoader.load(manifest.encode(), documents, generation, lastByFleet.get(fleet));
        if (loaded instanceof CompileResult.Compiled<Routing> compiled) {
            lastByFleet.put(fleet, compiled.value());
        }
        return loaded;
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
