package io.tiergate.dataplane.record;

import io.tiergate.transport.PresentedCredential;
import java.util.Optional;

/** Says what a caller may read. Safe for any number of threads. */
@FunctionalInterface
public interface Authorizer {
    /** What whoever shows this credential may read; empty: nothing. */
    Optional<Reader> reader(PresentedCredential credential);

    /** Somebody who may read records. */
    sealed interface Reader {
        /** A viewer or above: every tenant's. */
        record Everything() implements Reader {}

        /** A caller: its own tenant's. */
        record OwnTenant(String tenant) implements Reader {}
    }
}
