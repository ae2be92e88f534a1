package io.tiergate.dataplane.model;

import io.tiergate.transport.PresentedCredential;
import java.util.Locale;

/**
 * One request on its way through the pipeline, with the way back to its caller.
 *
 * @param api how it came
 * @param request what is asked
 * @param declared what the caller says of it
 * @param credential what the caller shows
 * @param arrivalNanos {@link System#nanoTime} when its last byte had come
 * @param responder the way back
 */
public record Exchange(
        Api api,
        ChatRequest request,
        Declared declared,
        PresentedCredential credential,
        long arrivalNanos,
        Responder responder) {
    /** How requests come. */
    public enum Api {
        HTTP,
        GRPC;

        /** Lower-case name, as records use it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
