package io.tiergate.cli.session;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before its name or after. Filled by picocli. */
public final class GlobalOptions {
    /** How results are written; named as on the command line. */
    enum Output {
        table,
        json
    }

    @Option(
            names = "--output",
            scope = ScopeType.INHERIT,
            paramLabel = "table|json",
            description = "How results are written. Default: table.")
    @Nullable
    Output output;

    @Option(
            names = "--control-plane",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            description =
                    "The control plane. Default: TIERGATE_CONTROL_PLANE, or the one that `tiergate up` started here.")
    @Nullable
    String controlPlane;

    @Option(
            names = "--agent",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            description = "An agent; may be repeated. Default: all agents of the fleet.")
    List<String> agents = List.of();

    @Option(
            names = "--key",
            scope = ScopeType.INHERIT,
            paramLabel = "env:NAME|file:PATH",
            description = "Where the API key is kept. Default: TIERGATE_KEY, or the keys of `tiergate up`.")
    @Nullable
    String key;

    @Option(
            names = "--ca",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "PEM file of the authorities that servers' certificates come from; turns TLS on.")
    @Nullable
    Path authorities;

    @Option(
            names = "--cert",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "PEM file of the own certificate chain.")
    @Nullable
    Path certificate;

    @Option(
            names = "--cert-key",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "PEM file (PKCS#8) of the certificate's key.")
    @Nullable
    Path certificateKey;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Shows this help.")
    boolean help;
}
