package io.tiergate.dataplane.subscription;

import io.tiergate.policy.access.Access;

/** Makes an access of its document. Pure. */
@FunctionalInterface
interface AccessDocumentCompiler {
    /**
     * Compiles.
     *
     * @param document canonical JSON; its digest has been checked
     */
    Loaded<Access> compile(byte[] document);
}
