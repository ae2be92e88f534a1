package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.Board;
import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Head;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredContent;
import io.tiergate.controlplane.store.StoredDocument;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.v1.AccessContent;
import io.tiergate.v1.Document;
import io.tiergate.v1.RoutingContent;
import java.util.function.Consumer;

/**
 * Keeps the board at what the store says: serialises each activation once and puts it up. It follows what this process activates at
 * once, and what others activate when asked to catch up. Thread-safe.
 */
public final class Follower {
    /** The fleet whose access document says who may administer. */
    public static final String DEFAULT_FLEET = "default";

    private final Store store;
    private final Board board;
    private final Consumer<Access> administrators;

    /**
     * Follows from the next call on.
     *
     * @param administrators takes the access document of the fleet {@code default} whenever it changes
     */
    public Follower(Store store, Board board, Consumer<Access> administrators) {
        this.store = store;
        this.board = board;
        this.administrators = administrators;
    }

    /** Puts up whatever is newer in the store than on the board. */
    public synchronized void catchUp() {
        for (Head head : store.heads()) {
            if (head.generation() > board.generation(head.fleet(), head.resource())) {
                Activation newer = store.current(head.fleet(), head.resource());
                if (newer != null) {
                    putUp(newer);
                }
            }
        }
    }

    /** Puts up an activation, unless a newer one hangs there. */
    synchronized void putUp(Activation activation) {
        if (activation.version().generation() <= board.generation(activation.fleet(), activation.resource())) {
            return;
        }
        ByteString bytes = switch (activation.resource()) {
            case ROUTING -> routing(activation).toByteString();
            case ACCESS -> access(activation).toByteString();
        };
        board.put(
                new Content(activation.fleet(), activation.resource(), activation.version(), bytes, activation.time()));
        if (activation.resource() == ResourceKind.ACCESS && activation.fleet().equals(DEFAULT_FLEET)) {
            administrators.accept(compiled(activation));
        }
    }

    private RoutingContent routing(Activation activation) {
        RoutingContent.Builder content = RoutingContent.newBuilder().setManifest(activation.content());
        for (Digest digest : Manifests.decode(activation).documents()) {
            StoredContent document = store.content(digest);
            if (document == null) {
                throw new IllegalStateException(
                        "the store has no document " + digest + " that " + activation.version() + " names");
            }
            content.addDocuments(Document.newBuilder()
                    .setDigest(ByteString.copyFrom(digest.toBytes()))
                    .setContent(document.canonical()));
        }
        return content.build();
    }

    private AccessContent access(Activation activation) {
        StoredDocument stored =
                store.find(DocumentKind.ACCESS, activation.version().digest());
        return AccessContent.newBuilder()
                .setDocument(activation.content())
                .setRevision(stored == null ? 0 : stored.revision().number())
                .build();
    }

    private static Access compiled(Activation activation) {
        return switch (AccessCompiler.compile("access", activation.content().toByteArray())) {
            case CompileResult.Compiled<Access> compiled -> compiled.value();
            case CompileResult.Rejected<Access> rejected ->
                throw new IllegalStateException("the stored access document does not compile: " + rejected.report());
        };
    }
}
