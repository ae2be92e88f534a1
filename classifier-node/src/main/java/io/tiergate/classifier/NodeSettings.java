package io.tiergate.classifier;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.tiergate.classifier.model.Device;
import io.tiergate.classifier.run.Batching;
import io.tiergate.transport.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The process.
 *
 * @param insecure accept addresses wider than loopback without TLS
 * @param readyFile written when everything serves; empty: none
 * @param key reference to the key that callers present; empty: none
 * @param tlsCertificate PEM file of the server's certificate chain; empty: plain text
 * @param tlsKey PEM file of its private key
 * @param tlsAuthority PEM file of the authorities that callers' certificates must come from; empty: no certificates
 */
@ConfigurationProperties("tiergate")
record NodeSettings(
        @Bindable(defaultValue = "false") boolean insecure,
        @Bindable(defaultValue = "") String readyFile,
        @Bindable(defaultValue = "") String key,
        @Bindable(defaultValue = "") String tlsCertificate,
        @Bindable(defaultValue = "") String tlsKey,
        @Bindable(defaultValue = "") String tlsAuthority) {
    TlsSettings tls() {
        return new TlsSettings(path(tlsCertificate), path(tlsKey), path(tlsAuthority));
    }

    private static @Nullable Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    /**
     * The gRPC server.
     *
     * @param bind {@code HOST:PORT}; port 0: any free one
     * @param maxMessageBytes largest request
     */
    @ConfigurationProperties("grpc")
    record Grpc(String bind, int maxMessageBytes) {}

    /**
     * Health and metrics.
     *
     * @param bind {@code HOST:PORT}; port 0: any free one
     */
    @ConfigurationProperties("management")
    record Management(String bind) {}

    /**
     * What is loaded.
     *
     * @param directory its directories are model sets; empty: the model in the jar alone
     * @param defaultModel what serves requests that pin none: a directory's name, or {@code bundled}
     * @param bundled whether the model in the jar is loaded; it is in any case when it is the default
     * @param pollInterval how often the directory is looked at
     */
    @ConfigurationProperties("models")
    record Models(
            @Bindable(defaultValue = "") String directory,
            String defaultModel,
            @Bindable(defaultValue = "true") boolean bundled,
            Duration pollInterval) {}

    /**
     * How texts are run.
     *
     * @param device {@code auto}: the GPU where there is one; {@code cpu}; {@code cuda}: the GPU or no start
     * @param threads that run texts; 0: one per processor
     * @param mostTexts in the node at once
     * @param longestWait of a call whose deadline is later, or that has none
     * @param batchTexts of one run of a model that batches
     * @param batchWait how long the first text of a run waits for others
     */
    @ConfigurationProperties("run")
    record Run(
            Device.Wish device,
            @Bindable(defaultValue = "0") int threads,
            int mostTexts,
            Duration longestWait,
            int batchTexts,
            Duration batchWait) {
        Run {
            if (mostTexts < 1) {
                throw new IllegalArgumentException("--most-texts is at least 1, not " + mostTexts);
            }
        }

        int lanes() {
            return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        }

        Batching batching() {
            return new Batching(batchTexts, batchWait.toNanos());
        }
    }
}
