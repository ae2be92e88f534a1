package io.tiergate.cli.process;

import io.tiergate.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A classifier node that one command starts for itself, and ends with it. What it logged stays where the command fails. */
public final class OwnClassifier implements AutoCloseable {
    private static final Duration START_BOUND = Duration.ofMinutes(5);

    private final Path folder;
    private final Services services;
    private final Service service;
    private final String address;

    private OwnClassifier(Path folder, Services services, Service service, String address) {
        this.folder = folder;
        this.services = services;
        this.service = service;
        this.address = address;
    }

    /**
     * Starts one and waits until it serves.
     *
     * @param arguments of the node, beside its addresses
     * @throws io.tiergate.cli.terminal.Failure if it does not start
     */
    public static OwnClassifier start(Session session, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--grpc-bind=127.0.0.1:0", "--management-bind=127.0.0.1:0"));
        all.addAll(arguments);
        session.terminal().note("starting a classifier node");
        ServiceJar jar = ServiceJar.find(session.surroundings().home(), "classifier-node");
        Path folder = Files.createTempDirectory("tiergate-classifier");
        Services services = new Services(
                Services.ownJava(),
                died -> session.terminal().note(died.name() + " has died; its log is " + died.log()));
        try {
            Service service =
                    services.start(new ServiceSpec("classifier", jar, List.of(), all, "--ready-file", folder));
            return new OwnClassifier(folder, services, service, "127.0.0.1:" + port(service.awaitReady(START_BOUND)));
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }

    private static String port(String ready) {
        return ready.replaceAll("(?s).*\"grpc\": ([0-9]+).*", "$1");
    }

    /** {@code HOST:PORT}. */
    public String address() {
        return address;
    }

    /** Its process. */
    public Service service() {
        return service;
    }

    /** Removes its log; to be called when all went well. */
    public void forget() throws IOException {
        services.close();
        Folder.remove(folder);
    }

    @Override
    public void close() {
        services.close();
    }
}
