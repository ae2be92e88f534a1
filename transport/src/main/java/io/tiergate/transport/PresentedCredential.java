package io.tiergate.transport;

/** What a caller shows to say who it is. Who that is, the access document says. */
public sealed interface PresentedCredential {
    /** {@code authorization: Bearer KEY}. */
    record BearerKey(String key) implements PresentedCredential {
        @Override
        public String toString() {
            return "BearerKey[…]";
        }
    }

    /** A verified client certificate, by its name: a URI or DNS subject alternative name, else the subject's CN. */
    record Certificate(String name) implements PresentedCredential {}

    /** Nothing. */
    record Nothing() implements PresentedCredential {}
}
