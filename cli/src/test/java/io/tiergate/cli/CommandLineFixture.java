package io.tiergate.cli;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Surroundings;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Runs commands against servers in this process, in a directory of the test's own. */
final class CommandLineFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    /** What servers were presented, in order. */
    final List<String> presented = new CopyOnWriteArrayList<>();

    final Map<String, String> environment = new HashMap<>();
    private final Path directory;
    private final Map<String, Server> servers = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private String input = "";
    private boolean colour;

    CommandLineFixture(Path directory) {
        this.directory = directory;
    }

    CommandLineFixture serve(String address, BindableService... services) {
        String name = UUID.randomUUID().toString();
        InProcessServerBuilder builder =
                InProcessServerBuilder.forName(name).intercept(new Presented()).directExecutor();
        for (BindableService service : services) {
            builder.addService(service);
        }
        try {
            servers.put(address, builder.build().start());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        names.put(address, name);
        return this;
    }

    CommandLineFixture input(String text) {
        input = text;
        return this;
    }

    CommandLineFixture colour() {
        colour = true;
        return this;
    }

    /** Puts a file into the directory. */
    CommandLineFixture write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
        return this;
    }

    /** What a file of the directory holds. */
    String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    Run run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(
                environment,
                directory,
                directory,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                InstantSource.fixed(NOW),
                this::open);
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), true, colour);
        int code = Tiergate.commandLine(new Session(terminal, surroundings)).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        return new Run(code, out.toString(), err.toString());
    }

    /** The same, as JSON. */
    Run json(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--output";
        all[args.length + 1] = "json";
        return run(all);
    }

    private ManagedChannel open(String target, TlsSettings tls) throws IOException {
        String name = names.get(target);
        return name == null
                ? GrpcChannels.open(target, tls, 1 << 20)
                : InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @Override
    public void close() {
        servers.values().forEach(Server::shutdownNow);
    }

    private final class Presented implements ServerInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            @Nullable String value = headers.get(AUTHORIZATION);
            presented.add(value == null ? "" : value);
            return next.startCall(call, headers);
        }
    }
}
