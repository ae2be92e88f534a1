package io.tiergate.controlplane.api;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tiergate.controlplane.identity.Caller;
import io.tiergate.controlplane.publish.Change;
import io.tiergate.controlplane.publish.DocumentCheck;
import io.tiergate.controlplane.publish.Note;
import io.tiergate.controlplane.publish.Publisher;
import io.tiergate.controlplane.publish.Publishing;
import io.tiergate.controlplane.publish.Refusal;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Revision;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredContent;
import io.tiergate.controlplane.store.StoredDocument;
import io.tiergate.policy.access.Role;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.ActivateRequest;
import io.tiergate.v1.Document;
import io.tiergate.v1.GetDocumentRequest;
import io.tiergate.v1.GetRevisionRequest;
import io.tiergate.v1.GetRoutingRequest;
import io.tiergate.v1.ListRevisionsReply;
import io.tiergate.v1.ListRevisionsRequest;
import io.tiergate.v1.PolicyAdminGrpc;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.RollbackRequest;
import io.tiergate.v1.RoutingState;
import io.tiergate.v1.SplitRequest;
import io.tiergate.v1.ValidateReply;
import io.tiergate.v1.ValidateRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Documents and what fleets run. Blocks on the database. Key calls are {@link KeyCalls}'. Thread-safe. */
public final class PolicyService extends PolicyAdminGrpc.PolicyAdminImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyService.class);
    private static final int MAX_MESSAGE = 1_000;
    private static final int MAX_AUTHOR = 200;
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 10_000;

    private final Store store;
    private final Publishing publishing;
    private final KeyCalls keys;

    /** Over that store. To stand behind the callers' door. */
    public PolicyService(Store store, Publishing publishing) {
        this.store = store;
        this.publishing = publishing;
        this.keys = new KeyCalls(publishing.keys());
    }

    @Override
    public void validate(ValidateRequest request, StreamObserver<ValidateReply> responses) {
        Gate.answer(
                responses,
                caller -> {
                    DocumentKind kind = Wire.kind(request.getKind());
                    DocumentCheck.Question question = new DocumentCheck.Question(
                            kind,
                            source(kind, request.getSource()),
                            request.getText(),
                            Wire.fleet(request.getFleet()),
                            new DocumentCheck.Beside(request.getCatalogText(), request.getEstimatesText()));
                    return switch (publishing.check().check(question, new Note(caller.name(), ""))) {
                        case DocumentCheck.Outcome.Sound sound ->
                            Wire.validateReply(sound.warnings(), sound.draft().digest());
                        case DocumentCheck.Outcome.Faulty faulty ->
                            Wire.validateReply(
                                    faulty.refusal().problems(),
                                    faulty.refusal().digest());
                    };
                },
                Role.PUBLISHER);
    }

    @Override
    public void publish(PublishRequest request, StreamObserver<PublishReply> responses) {
        Gate.answer(
                responses,
                caller -> {
                    if (request.getMessage().isBlank()) {
                        throw Wire.invalid("a message is required: say why");
                    }
                    DocumentKind kind = Wire.kind(request.getKind());
                    DocumentCheck.Question question = new DocumentCheck.Question(
                            kind,
                            source(kind, request.getSource()),
                            request.getText(),
                            Wire.fleet(request.getFleet()),
                            DocumentCheck.Beside.NOTHING);
                    Note note = new Note(author(caller, request.getAuthor()), message(request.getMessage()));
                    return switch (publishing.publisher().publish(question, !request.getNoActivate(), note)) {
                        case Publisher.Outcome.Refused refused -> throw Wire.refused(refused.refusal());
                        case Publisher.Outcome.Published published -> reply(published);
                    };
                },
                Role.PUBLISHER);
    }

    private static PublishReply reply(Publisher.Outcome.Published published) {
        Revision revision = published.saved().revision();
        LOG.info(
                "{} {} revision {} {} by {}, generation {}",
                revision.kind().label(),
                revision.name(),
                revision.number(),
                published.saved().created() ? "published" : "published again",
                revision.author(),
                published.generation());
        return PublishReply.newBuilder()
                .setRevision(Wire.revision(revision))
                .setCreated(published.saved().created())
                .addAllProblems(published.warnings().stream().map(Wire::problem).toList())
                .setGeneration(published.generation())
                .build();
    }

    @Override
    public void listRevisions(ListRevisionsRequest request, StreamObserver<ListRevisionsReply> responses) {
        Gate.answer(
                responses,
                caller -> {
                    int limit = request.getLimit();
                    if (limit < 0 || limit > MAX_LIMIT) {
                        throw Wire.invalid("limit is 0 to " + MAX_LIMIT + ", not " + limit);
                    }
                    return ListRevisionsReply.newBuilder()
                            .addAllRevisions(store
                                    .list(
                                            Wire.kindOrNull(request.getKind()),
                                            request.getName(),
                                            limit == 0 ? DEFAULT_LIMIT : limit)
                                    .stream()
                                    .map(revision -> Wire.revision(revision).build())
                                    .toList())
                            .build();
                },
                Role.VIEWER);
    }

    @Override
    public void getRevision(GetRevisionRequest request, StreamObserver<io.tiergate.v1.Revision> responses) {
        Gate.answer(
                responses,
                caller -> {
                    DocumentKind kind = Wire.kind(request.getKind());
                    String name = Wire.name(kind, request.getName());
                    StoredDocument found = store.find(kind, name, request.getRevision());
                    if (found == null) {
                        throw Status.NOT_FOUND
                                .withDescription("there is no such revision of " + kind.label() + " " + name)
                                .asRuntimeException();
                    }
                    return Wire.revision(found.revision()).setText(found.text()).build();
                },
                Role.VIEWER);
    }

    @Override
    public void getDocument(GetDocumentRequest request, StreamObserver<Document> responses) {
        Gate.answer(
                responses,
                caller -> {
                    StoredContent found = store.content(Wire.digest(request.getDigest()));
                    if (found == null) {
                        throw Status.NOT_FOUND
                                .withDescription("there is no document " + Wire.digest(request.getDigest()))
                                .asRuntimeException();
                    }
                    return Document.newBuilder()
                            .setDigest(Wire.bytes(found.digest()))
                            .setContent(found.canonical())
                            .build();
                },
                Role.VIEWER,
                Role.AGENT);
    }

    @Override
    public void getRouting(GetRoutingRequest request, StreamObserver<RoutingState> responses) {
        Gate.answer(
                responses,
                caller -> {
                    String fleet = Wire.fleet(request.getFleet());
                    Activation routing = request.getGeneration() == 0
                            ? store.current(fleet, ResourceKind.ROUTING)
                            : store.activation(fleet, ResourceKind.ROUTING, request.getGeneration());
                    if (routing == null && request.getGeneration() != 0) {
                        throw Wire.refused(new Refusal.Unknown(
                                "fleet " + fleet + " has no generation " + request.getGeneration() + " of routing"));
                    }
                    Activation access = store.current(fleet, ResourceKind.ACCESS);
                    RoutingState.Builder state = RoutingState.newBuilder().setFleet(fleet);
                    if (routing != null) {
                        state.setGeneration(routing.version().generation())
                                .setDigest(Wire.bytes(routing.version().digest()))
                                .setManifest(routing.content());
                    }
                    if (access != null) {
                        state.setAccessGeneration(access.version().generation())
                                .setAccessDigest(Wire.bytes(access.version().digest()));
                    }
                    return state.build();
                },
                Role.VIEWER);
    }

    @Override
    public void activate(ActivateRequest request, StreamObserver<ActivateReply> responses) {
        Gate.answer(
                responses,
                caller -> {
                    DocumentKind kind = Wire.kind(request.getKind());
                    return reply(publishing
                            .activator()
                            .activate(
                                    Wire.fleet(request.getFleet()),
                                    kind,
                                    Wire.name(kind, request.getName()),
                                    request.getRevision(),
                                    note(caller, request.getMessage())));
                },
                Role.PUBLISHER);
    }

    @Override
    public void rollback(RollbackRequest request, StreamObserver<ActivateReply> responses) {
        Gate.answer(
                responses,
                caller -> reply(publishing
                        .activator()
                        .rollback(
                                Wire.fleet(request.getFleet()),
                                Wire.resource(request.getResource()),
                                request.getGeneration(),
                                note(caller, request.getMessage()))),
                Role.OPERATOR);
    }

    @Override
    public void split(SplitRequest request, StreamObserver<ActivateReply> responses) {
        Gate.answer(
                responses,
                caller -> reply(publishing
                        .splitter()
                        .split(
                                Wire.fleet(request.getFleet()),
                                Wire.required("name", request.getName()),
                                request.getCandidateRevision(),
                                request.getBasisPoints(),
                                note(caller, request.getMessage()))),
                Role.OPERATOR);
    }

    @Override
    public void createKey(
            io.tiergate.v1.CreateKeyRequest request, StreamObserver<io.tiergate.v1.CreateKeyReply> responses) {
        Gate.answer(responses, caller -> keys.create(request, caller), Role.OPERATOR);
    }

    @Override
    public void rotateKey(
            io.tiergate.v1.RotateKeyRequest request, StreamObserver<io.tiergate.v1.CreateKeyReply> responses) {
        Gate.answer(responses, caller -> keys.rotate(request, caller), Role.OPERATOR);
    }

    @Override
    public void revokeKey(io.tiergate.v1.RevokeKeyRequest request, StreamObserver<ActivateReply> responses) {
        Gate.answer(responses, caller -> reply(keys.revoke(request, caller)), Role.OPERATOR);
    }

    private static ActivateReply reply(Change change) {
        return switch (change) {
            case Change.Refused refused -> throw Wire.refused(refused.refusal());
            case Change.Activated activated -> {
                Activation activation = activated.activation();
                LOG.info(
                        "fleet {}: {} is at {}, by {}",
                        activation.fleet(),
                        activation.resource().label(),
                        activation.version(),
                        activation.author());
                yield ActivateReply.newBuilder()
                        .setFleet(activation.fleet())
                        .setResource(Wire.resource(activation.resource()))
                        .setGeneration(activation.version().generation())
                        .setDigest(ByteString.copyFrom(
                                activation.version().digest().toBytes()))
                        .build();
            }
        };
    }

    private static String source(DocumentKind kind, String source) {
        return source.isEmpty() ? kind.label() : source;
    }

    private static Note note(Caller caller, String message) {
        return new Note(caller.name(), message(message));
    }

    private static String message(String message) {
        if (message.length() > MAX_MESSAGE) {
            throw Wire.invalid("a message has at most " + MAX_MESSAGE + " characters, not " + message.length());
        }
        return message;
    }

    private static String author(Caller caller, String author) {
        if (author.length() > MAX_AUTHOR) {
            throw Wire.invalid("an author has at most " + MAX_AUTHOR + " characters, not " + author.length());
        }
        // A claimed author never hides who called.
        return author.isEmpty() || author.equals(caller.name()) ? caller.name() : author + " (" + caller.name() + ")";
    }
}
