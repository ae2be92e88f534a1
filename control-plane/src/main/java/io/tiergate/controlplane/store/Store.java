package io.tiergate.controlplane.store;

import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Revisions and activations. Nothing in it is ever changed or removed. Several control planes may use one. Thread-safe; every method
 * blocks on the database and throws {@link StoreUnavailableException} when that is gone.
 */
public interface Store {
    /** Stores a document as the next revision of its kind and name, unless a revision has the same content. */
    Saved save(Draft draft);

    /** A revision; number 0 is the newest. Null if there is none. */
    @Nullable
    StoredDocument find(DocumentKind kind, String name, long number);

    /** The revision of that content. Null if there is none. */
    @Nullable
    StoredDocument find(DocumentKind kind, Digest digest);

    /** A document's or manifest's canonical content by digest. Null if there is none. */
    @Nullable
    StoredContent content(Digest digest);

    /**
     * Revisions, newest first.
     *
     * @param kind null: all kinds
     * @param name empty: all names
     * @param limit how many at most
     */
    List<Revision> list(@Nullable DocumentKind kind, String name, int limit);

    /**
     * Takes the next generation. Its number is one above the current one that the caller read, and its content follows from that one.
     *
     * @return false when another took that generation first: read again, decide again
     */
    boolean activate(Activation activation);

    /** What is current. Null if nothing was ever activated. */
    @Nullable
    Activation current(String fleet, ResourceKind resource);

    /** One entry of the history. Null if there is none. */
    @Nullable
    Activation activation(String fleet, ResourceKind resource, long generation);

    /** The current generation of every fleet and resource that has one. */
    List<Head> heads();

    /** Asks the database whether it is there. */
    void ping();
}
