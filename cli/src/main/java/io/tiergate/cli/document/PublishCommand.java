package io.tiergate.cli.document;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.tiergate.cli.fleet.Convergence;
import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Problem;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.Resource;
import io.tiergate.v1.Revision;
import io.tiergate.v1.ValidateReply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate policy publish}. */
@Command(name = "publish", description = "Stores a document as a revision and makes it current for a fleet.")
final class PublishCommand implements Callable<Integer> {
    private static final Metadata.Key<ValidateReply> PROBLEMS = Metadata.Key.of(
            "x-tiergate-problems-bin", ProtoUtils.metadataMarshaller(ValidateReply.getDefaultInstance()));

    private final Session session;

    @Mixin
    private DocumentOptions given = new DocumentOptions();

    @Option(names = "--message", required = true, paramLabel = "TEXT", description = "Why, for the history of changes.")
    private String message = "";

    @Option(
            names = "--estimates",
            paramLabel = "FILE",
            description = "Estimates that the policy pins; stored before it.")
    private @Nullable Path estimates;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description = "The fleet that it becomes current for. Default: `default`.")
    private String fleet = "";

    @Option(names = "--no-activate", description = "Store only.")
    private boolean noActivate;

    @Option(names = "--wait", description = "Wait until every agent runs it; fail if one does not.")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long to wait (30s).")
    private String timeout = "30s";

    PublishCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long timeoutMillis = Figures.millis("--timeout", timeout);
        if (wait && noActivate) {
            throw Failure.usage("--wait waits for what is activated", "leave out --no-activate or --wait");
        }
        DocumentFile document = given.read(session);
        if (wait && document.kind() == DocumentKind.ESTIMATES) {
            throw Failure.usage("--wait waits for what is activated, and estimates are only stored", "leave it out");
        }
        DocumentFile pinned = estimates == null ? null : pinned(document, estimates);
        try (Connections connections = session.connect()) {
            Peer controlPlane = connections.controlPlane();
            PublishReply learned = null;
            if (pinned != null) {
                switch (publish(controlPlane, pinned)) {
                    case Outcome.Invalid(var problems) -> {
                        return invalid(pinned, problems);
                    }
                    case Outcome.Published(var reply) -> learned = reply;
                }
            }
            return switch (publish(controlPlane, document)) {
                case Outcome.Invalid(var problems) -> invalid(document, problems);
                case Outcome.Published(var reply) -> published(controlPlane, document, reply, learned, timeoutMillis);
            };
        }
    }

    /** The estimates of that file, which the policy pins. */
    private DocumentFile pinned(DocumentFile policy, Path learned) {
        if (policy.kind() != DocumentKind.POLICY) {
            throw Failure.usage("--estimates goes with a policy, which pins them", "publish one after the other");
        }
        DocumentFile read = DocumentFile.read(session, learned, DocumentKind.ESTIMATES);
        Pins.check(policy.source(), policy.text(), read.source(), read.text());
        return read;
    }

    /** What the control plane said. */
    private sealed interface Outcome {
        record Published(PublishReply reply) implements Outcome {}

        record Invalid(List<Problem> problems) implements Outcome {}
    }

    private Outcome publish(Peer controlPlane, DocumentFile document) {
        PublishRequest request = PublishRequest.newBuilder()
                .setKind(document.wireKind())
                .setText(document.text())
                .setSource(document.source())
                .setMessage(message)
                .setFleet(fleet)
                .setNoActivate(noActivate)
                .build();
        return controlPlane.policies(policies -> {
            try {
                return new Outcome.Published(policies.publish(request));
            } catch (StatusRuntimeException e) {
                Metadata trailers = e.getTrailers();
                ValidateReply found = trailers == null ? null : trailers.get(PROBLEMS);
                if (e.getStatus().getCode() != Status.Code.INVALID_ARGUMENT || found == null) {
                    throw e;
                }
                return new Outcome.Invalid(
                        found.getProblemsList().stream().map(ProblemReport::of).toList());
            }
        });
    }

    private int invalid(DocumentFile document, List<Problem> problems) {
        ProblemReport report = new ProblemReport(document.source(), document.text(), problems);
        session.show(
                JsonText.object("published", false, "problems", report.json()),
                () -> report.render(session.terminal()) + document.source() + ": " + report.count()
                        + "; nothing was published\n");
        return ExitCode.NO.code();
    }

    private int published(
            Peer controlPlane,
            DocumentFile document,
            PublishReply reply,
            @Nullable PublishReply learned,
            long timeoutMillis) {
        Convergence.Outcome outcome = null;
        if (wait) {
            Resource resource =
                    document.kind() == DocumentKind.ACCESS ? Resource.RESOURCE_ACCESS : Resource.RESOURCE_ROUTING;
            outcome = new Convergence.Goal(fleetName(), resource, reply.getGeneration())
                    .await(controlPlane, timeoutMillis, session.terminal()::note);
        }
        Convergence.Outcome end = outcome;
        ProblemReport warnings = new ProblemReport(
                document.source(),
                document.text(),
                reply.getProblemsList().stream().map(ProblemReport::of).toList());
        session.show(
                json(document, reply, learned, warnings, end),
                () -> warnings.render(session.terminal())
                        + (learned == null ? "" : text(DocumentKind.ESTIMATES, learned) + "\n")
                        + text(document, reply)
                        + (end == null ? "" : end.text() + "\n"));
        return (end instanceof Convergence.Outcome.Missed ? ExitCode.NO : ExitCode.OK).code();
    }

    private Map<String, @Nullable Object> json(
            DocumentFile document,
            PublishReply reply,
            @Nullable PublishReply learned,
            ProblemReport warnings,
            Convergence.@Nullable Outcome end) {
        boolean active = isActivated(document);
        Map<String, @Nullable Object> json =
                JsonText.object("published", true, "kind", document.kind().label());
        json.putAll(stored(reply));
        json.put("fleet", active ? fleetName() : null);
        json.put("generation", active ? reply.getGeneration() : null);
        json.put("problems", warnings.json());
        if (learned != null) {
            json.put("estimates", stored(learned));
        }
        if (end != null) {
            json.put("converged", end instanceof Convergence.Outcome.Converged);
            json.put("convergence", end.text());
        }
        return json;
    }

    private static Map<String, @Nullable Object> stored(PublishReply reply) {
        Revision revision = reply.getRevision();
        return JsonText.object(
                "name", revision.getName(),
                "revision", revision.getRevision(),
                "digest", Wire.digest(revision.getDigest()),
                "created", reply.getCreated());
    }

    private boolean isActivated(DocumentFile document) {
        return !noActivate && document.kind() != DocumentKind.ESTIMATES;
    }

    private String text(DocumentFile document, PublishReply reply) {
        String stored = text(document.kind(), reply);
        if (document.kind() == DocumentKind.ESTIMATES) {
            return stored + "\n" + Pins.line(Wire.digest(reply.getRevision().getDigest()))
                    + "   # in the policy that goes by them\n";
        }
        return stored
                + (isActivated(document)
                        ? ", generation " + reply.getGeneration() + " of fleet " + fleetName() + "\n"
                        : ", not active\n");
    }

    private static String text(DocumentKind kind, PublishReply reply) {
        Revision revision = reply.getRevision();
        boolean named = kind == DocumentKind.POLICY || kind == DocumentKind.ESTIMATES;
        return kind.label()
                + (named ? " " + revision.getName() : "")
                + " revision "
                + revision.getRevision()
                + (reply.getCreated() ? " published (" : " was published before (")
                + Wire.digest(revision.getDigest())
                + ")";
    }

    private String fleetName() {
        return fleet.isEmpty() ? Convergence.DEFAULT_FLEET : fleet;
    }
}
