package io.tiergate.dataplane.subscription;

import io.tiergate.policy.document.Digest;
import io.tiergate.policy.snapshot.Routing;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a routing of a manifest and the documents that it names. Pure. */
@FunctionalInterface
interface RoutingCompiler {
    /**
     * Compiles.
     *
     * @param manifest canonical JSON; its digest has been checked
     * @param documents canonical JSON by digest; the digests have been checked
     * @param previous what runs now, so that policies that stayed need not be compiled again; null: nothing. The outcome is the same.
     */
    Loaded<Routing> compile(
            byte[] manifest, Map<Digest, byte[]> documents, long generation, @Nullable Routing previous);
}
