package io.tiergate.dataplane.analyze;

import io.tiergate.transport.SecretReference;
import io.tiergate.transport.TlsSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the classifier node is, and how patient the agent is with it.
 *
 * @param address {@code HOST:PORT}
 * @param tls plain text when nothing is set
 * @param key sent as a bearer key; null: none
 * @param leastWait for any answer, however short the text: connection, queue
 * @param openFor how long a node that failed often is left alone
 */
public record ClassifierSettings(
        String address, TlsSettings tls, @Nullable SecretReference key, Duration leastWait, Duration openFor) {
    /** The settings that agents run with. */
    public static ClassifierSettings of(String address, TlsSettings tls, @Nullable SecretReference key) {
        return new ClassifierSettings(address, tls, key, Duration.ofMillis(50), Duration.ofSeconds(5));
    }
}
