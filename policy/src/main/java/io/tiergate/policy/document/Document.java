package io.tiergate.policy.document;

import org.jspecify.annotations.Nullable;

/** A document as written: its values with their places, its canonical form and its identity. Immutable. */
public final class Document {
    private final Node.Mapping root;
    private final byte[] canonical;
    private final Digest digest;

    private Document(Node.Mapping root) {
        this.root = root;
        this.canonical = CanonicalJson.bytes(root);
        this.digest = Digest.of(canonical);
    }

    /** The document of these values. */
    public static Document of(Node.Mapping root) {
        return new Document(root);
    }

    /** Reads YAML or JSON. Null when there is no tree to go on with; {@code problems} then says why. */
    public static @Nullable Document read(String text, Problems problems) {
        Node.Mapping root = new YamlReader(text, problems).read();
        return root == null ? null : new Document(root);
    }

    /** Reads UTF-8 bytes of YAML or JSON, as {@link #read(String, Problems)} does. */
    public static @Nullable Document read(byte[] utf8, Problems problems) {
        String text = Utf8.decode(utf8, problems);
        return text == null ? null : read(text, problems);
    }

    /** The outermost mapping. */
    public Node.Mapping root() {
        return root;
    }

    /** A copy of its canonical JSON (RFC 8785), in UTF-8. */
    public byte[] canonical() {
        return canonical.clone();
    }

    /** SHA-256 of the canonical JSON. */
    public Digest digest() {
        return digest;
    }
}
