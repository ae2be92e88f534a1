package io.tiergate.classifier;

import io.micronaut.context.ApplicationContext;
import io.tiergate.classifier.api.Callers;
import io.tiergate.classifier.api.ClassifierService;
import io.tiergate.classifier.model.Device;
import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.model.ModelFiles;
import io.tiergate.classifier.model.ModelSet;
import io.tiergate.classifier.run.Generation;
import io.tiergate.classifier.run.ModelDirectory;
import io.tiergate.classifier.run.Shelf;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.Door;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.management.ManagedService;
import io.tiergate.transport.process.Launch;
import io.tiergate.transport.process.Polling;
import io.tiergate.transport.process.ReadyFile;
import io.tiergate.v1.ClassifierGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running classifier node: texts analysed over gRPC, health and metrics over HTTP. */
public final class ClassifierNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassifierNode.class);
    private static final long DRAIN_MILLIS = 1_500;

    private final ApplicationContext context;
    private final GrpcServers.Running grpc;
    private final Polling polling;
    private final int managementPort;

    private ClassifierNode(ApplicationContext context, GrpcServers.Running grpc, Polling polling, int managementPort) {
        this.context = context;
        this.grpc = grpc;
        this.polling = polling;
        this.managementPort = managementPort;
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) {
        Launch.run(ClassifierNode.class, NodeFlags.known(), arguments, ClassifierNode::start);
    }

    /**
     * Starts with these properties over the defaults.
     *
     * @throws IOException if an address cannot be bound or a file not written
     */
    static ClassifierNode start(Map<String, Object> properties) throws IOException {
        return ManagedService.start(properties, ClassifierNode::serve);
    }

    private static ClassifierNode serve(ApplicationContext context) throws IOException {
        NodeSettings process = context.getBean(NodeSettings.class);
        // Everything is loaded and warm before anything is served.
        Polling polling = load(context);
        GrpcServers.Running grpc = startGrpc(context, process);
        int managementPort = startManagement(context);
        grpc.setServing("", true);
        grpc.setServing(ClassifierGrpc.SERVICE_NAME, true);
        if (!process.readyFile().isEmpty()) {
            Map<String, Integer> ports = new LinkedHashMap<>();
            ports.put("grpc", grpc.port());
            ports.put("management", managementPort);
            ReadyFile.write(Path.of(process.readyFile()), ports);
        }
        LOG.info("serves gRPC on port {}, health and metrics on port {}", grpc.port(), managementPort);
        return new ClassifierNode(context, grpc, polling, managementPort);
    }

    private static Polling load(ApplicationContext context) {
        NodeSettings.Models models = context.getBean(NodeSettings.Models.class);
        NodeSettings.Run run = context.getBean(NodeSettings.Run.class);
        Shelf shelf = context.getBean(Shelf.class);
        Device device = Device.choose(run.device());
        if (models.bundled() || models.defaultModel().equals(Shelf.BUNDLED)) {
            shelf.put(Shelf.BUNDLED, Generation.warmUp(ModelSet.load(ModelFiles.bundled(), device), run.batching()));
        }
        ModelDirectory directory = models.directory().isEmpty()
                ? null
                : new ModelDirectory(
                        Path.of(models.directory()), shelf, files -> ModelSet.load(files, device), run.batching());
        if (directory != null) {
            directory.scan();
        }
        mustServe(shelf, models);
        Polling polling = new Polling(
                "model-poll",
                ModelException.class,
                new Polling.Words(
                        "the directory of models can be read again",
                        "what is loaded serves on",
                        "cannot look at the directory of models"),
                System.getLogger(ClassifierNode.class.getName()));
        if (directory != null) {
            polling.start(directory::scan, models.pollInterval());
        }
        return polling;
    }

    private static void mustServe(Shelf shelf, NodeSettings.Models models) {
        if (shelf.generations().stream().noneMatch(shelf::isDefault)) {
            String problem = shelf.problems().get(models.defaultModel());
            throw new IllegalArgumentException("the default model " + models.defaultModel() + " is not loaded: "
                    + (problem == null
                            ? "there is no directory of that name in "
                                    + (models.directory().isEmpty() ? "--models, which is not set" : models.directory())
                            : problem));
        }
    }

    private static GrpcServers.Running startGrpc(ApplicationContext context, NodeSettings process) throws IOException {
        NodeSettings.Grpc settings = context.getBean(NodeSettings.Grpc.class);
        Callers callers = context.getBean(Callers.class);
        return GrpcServers.start(
                new GrpcServers.Options(
                        "classifier node",
                        BindAddress.parse(settings.bind()),
                        process.tls(),
                        callers.credentialsRequired(),
                        process.insecure(),
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofVirtual().name("call-", 0).factory()),
                        settings.maxMessageBytes()),
                Door.before(List.of(context.getBean(ClassifierService.class)), callers.door()));
    }

    private static int startManagement(ApplicationContext context) throws IOException {
        return ManagedService.listen(
                context, context.getBean(NodeSettings.Management.class).bind());
    }

    /** The port that gRPC listens on. */
    public int grpcPort() {
        return grpc.port();
    }

    /** The port of {@code /health} and {@code /prometheus}. */
    public int managementPort() {
        return managementPort;
    }

    /** Takes no new calls, lets running ones end, frees the models. */
    @Override
    public void close() {
        LOG.info("stops");
        polling.close();
        grpc.stop(DRAIN_MILLIS);
        context.close();
    }
}
