package io.tiergate.controlplane.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.tiergate.controlplane.publish.Follower;
import io.tiergate.controlplane.publish.Refusal;
import io.tiergate.controlplane.snapshot.AgentId;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Revision;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Problem;
import io.tiergate.v1.Resource;
import io.tiergate.v1.ValidateReply;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire messages to this module's words and back; a field that is wrong is INVALID_ARGUMENT. */
final class Wire {
    /** Where a refused document's problems travel: a {@code ValidateReply}. */
    static final Metadata.Key<ValidateReply> PROBLEMS = Metadata.Key.of(
            "x-tiergate-problems-bin", ProtoUtils.metadataMarshaller(ValidateReply.getDefaultInstance()));

    private static final int MAX_NAME = 200;
    /** Trailers must fit into what clients accept; the count tells of the rest. */
    private static final int MAX_TRAILER_PROBLEMS = 20;

    private Wire() {}

    static StatusRuntimeException invalid(String message) {
        return Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException();
    }

    static StatusRuntimeException refused(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Unknown unknown ->
                Status.NOT_FOUND.withDescription(unknown.message()).asRuntimeException();
            case Refusal.Mistaken mistaken -> invalid(mistaken.message());
            case Refusal.Untimely untimely ->
                Status.FAILED_PRECONDITION.withDescription(untimely.message()).asRuntimeException();
            case Refusal.Invalid problems -> refused(problems);
        };
    }

    private static StatusRuntimeException refused(Refusal.Invalid refusal) {
        List<Problem> errors = refusal.problems().stream()
                .filter(problem -> !problem.warning())
                .toList();
        ValidateReply reply = validateReply(refusal.problems(), refusal.digest());
        Metadata trailers = new Metadata();
        trailers.put(
                PROBLEMS,
                reply.getProblemsCount() <= MAX_TRAILER_PROBLEMS
                        ? reply
                        : reply.toBuilder()
                                .clearProblems()
                                .addAllProblems(reply.getProblemsList().subList(0, MAX_TRAILER_PROBLEMS))
                                .build());
        String first = errors.isEmpty() ? "refused" : errors.getFirst().toString();
        String more = errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "";
        return Status.INVALID_ARGUMENT.withDescription(first + more).asRuntimeException(trailers);
    }

    static ValidateReply validateReply(List<Problem> problems, @Nullable Digest digest) {
        return ValidateReply.newBuilder()
                .addAllProblems(problems.stream().map(Wire::problem).toList())
                .setDigest(digest == null ? ByteString.EMPTY : bytes(digest))
                .build();
    }

    static io.tiergate.v1.Problem problem(Problem problem) {
        return io.tiergate.v1.Problem.newBuilder()
                .setSource(problem.source())
                .setPath(problem.path())
                .setLine(problem.line())
                .setColumn(problem.column())
                .setMessage(problem.message())
                .setSuggestion(problem.suggestion())
                .setWarning(problem.warning())
                .build();
    }

    static DocumentKind kind(io.tiergate.v1.DocumentKind kind) {
        DocumentKind known = kindOrNull(kind);
        if (known == null) {
            throw invalid("kind must be POLICY, CATALOG, ACCESS or ESTIMATES");
        }
        return known;
    }

    static @Nullable DocumentKind kindOrNull(io.tiergate.v1.DocumentKind kind) {
        return switch (kind) {
            case DOCUMENT_KIND_POLICY -> DocumentKind.POLICY;
            case DOCUMENT_KIND_CATALOG -> DocumentKind.CATALOG;
            case DOCUMENT_KIND_ACCESS -> DocumentKind.ACCESS;
            case DOCUMENT_KIND_ESTIMATES -> DocumentKind.ESTIMATES;
            case DOCUMENT_KIND_UNSPECIFIED -> null;
            case UNRECOGNIZED -> throw invalid("kind must be POLICY, CATALOG, ACCESS or ESTIMATES");
        };
    }

    private static io.tiergate.v1.DocumentKind kind(DocumentKind kind) {
        return switch (kind) {
            case POLICY -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_POLICY;
            case CATALOG -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_CATALOG;
            case ACCESS -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_ACCESS;
            case ESTIMATES -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_ESTIMATES;
        };
    }

    /** The name of a document: policies and estimates have one of their own. */
    static String name(DocumentKind kind, String name) {
        return switch (kind) {
            case POLICY, ESTIMATES -> required("name", name);
            case CATALOG, ACCESS -> kind.label();
        };
    }

    static String required(String field, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw invalid(field + " must have 1 to " + MAX_NAME + " characters");
        }
        return name;
    }

    static String fleet(String fleet) {
        if (fleet.isEmpty()) {
            return Follower.DEFAULT_FLEET;
        }
        if (!AgentId.isName(fleet)) {
            throw invalid("a fleet's name has 1 to " + AgentId.MAX_NAME
                    + " letters, digits, dots, dashes, underscores or colons");
        }
        return fleet;
    }

    static ResourceKind resource(Resource resource) {
        return switch (resource) {
            case RESOURCE_ROUTING -> ResourceKind.ROUTING;
            case RESOURCE_ACCESS -> ResourceKind.ACCESS;
            case RESOURCE_UNSPECIFIED, UNRECOGNIZED -> throw invalid("resource must be ROUTING or ACCESS");
        };
    }

    static Resource resource(ResourceKind resource) {
        return switch (resource) {
            case ROUTING -> Resource.RESOURCE_ROUTING;
            case ACCESS -> Resource.RESOURCE_ACCESS;
        };
    }

    static ByteString bytes(Digest digest) {
        return ByteString.copyFrom(digest.toBytes());
    }

    static Digest digest(ByteString bytes) {
        try {
            return Digest.fromBytes(bytes.toByteArray());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static io.tiergate.v1.Revision.Builder revision(Revision revision) {
        return io.tiergate.v1.Revision.newBuilder()
                .setKind(kind(revision.kind()))
                .setName(revision.name())
                .setRevision(revision.number())
                .setDigest(bytes(revision.digest()))
                .setAuthor(revision.author())
                .setMessage(revision.message())
                .setTime(timestamp(revision.time()));
    }
}
