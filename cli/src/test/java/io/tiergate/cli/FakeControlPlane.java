package io.tiergate.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.StreamObserver;
import io.tiergate.policy.document.Digest;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.ActivateRequest;
import io.tiergate.v1.AgentState;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.CreateKeyRequest;
import io.tiergate.v1.Document;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.FleetAdminGrpc;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.GetDocumentRequest;
import io.tiergate.v1.GetFleetRequest;
import io.tiergate.v1.GetRevisionRequest;
import io.tiergate.v1.GetRoutingRequest;
import io.tiergate.v1.ListRevisionsReply;
import io.tiergate.v1.ListRevisionsRequest;
import io.tiergate.v1.PolicyAdminGrpc;
import io.tiergate.v1.Problem;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.Resource;
import io.tiergate.v1.ResourceState;
import io.tiergate.v1.Revision;
import io.tiergate.v1.RevokeKeyRequest;
import io.tiergate.v1.RollbackRequest;
import io.tiergate.v1.RotateKeyRequest;
import io.tiergate.v1.RoutingState;
import io.tiergate.v1.SplitRequest;
import io.tiergate.v1.ValidateReply;
import io.tiergate.v1.ValidateRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A control plane that answers what a test says, and keeps what it was asked. */
final class FakeControlPlane {
    private static final Metadata.Key<ValidateReply> PROBLEMS = Metadata.Key.of(
            "x-tiergate-problems-bin", ProtoUtils.metadataMarshaller(ValidateReply.getDefaultInstance()));

    final List<Message> asked = new ArrayList<>();
    final Map<Digest, byte[]> documents = new HashMap<>();
    final List<Problem> problems = new ArrayList<>();
    List<FleetState> states = List.of(fleet(ResourceState.State.CONVERGED, 7));

    @Nullable
    Status refusal;
    /** Whether a watch stays open after the last state. */
    boolean endless;

    BindableService[] services() {
        return new BindableService[] {new Policies(), new Fleet()};
    }

    static ByteString digest(String text) {
        return ByteString.copyFrom(Digest.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toBytes());
    }

    static Timestamp time(long afterSeconds) {
        return Timestamp.newBuilder()
                .setSeconds(CommandLineFixture.NOW.getEpochSecond() + afterSeconds)
                .build();
    }

    static FleetState fleet(ResourceState.State secondAgent, long active) {
        return FleetState.newBuilder()
                .setTime(time(0))
                .addAgents(agent("a1", "127.0.0.1:7001", ResourceState.State.CONVERGED, 7))
                .addAgents(agent("a2", "127.0.0.1:7002", secondAgent, active))
                .build();
    }

    private static AgentState agent(String name, String address, ResourceState.State state, long active) {
        ResourceState.Builder routing = ResourceState.newBuilder()
                .setResource(Resource.RESOURCE_ROUTING)
                .setState(state)
                .setTargetGeneration(7)
                .setTargetDigest(digest("new"))
                .setActiveGeneration(active)
                .setActiveDigest(digest(active == 7 ? "new" : "old"))
                .setTimeToActiveMicros(active == 7 ? 3_412 : 0);
        if (state == ResourceState.State.REJECTED) {
            routing.addProblems(Problem.newBuilder()
                    .setSource("policy support")
                    .setLine(3)
                    .setColumn(5)
                    .setMessage("there is no tier `midd`")
                    .setSuggestion("did you mean `mid`?"));
        }
        return AgentState.newBuilder()
                .setAgent(name)
                .setFleet("default")
                .setGrpcAddress(address)
                .setBuild("0.1.0")
                .setConnected(state != ResourceState.State.UNREACHABLE)
                .setLastSeen(time(-1))
                .addResources(routing)
                .build();
    }

    private <T> void answer(Message request, StreamObserver<T> responses, T reply) {
        asked.add(request);
        if (refusal != null) {
            responses.onError(refusal.asRuntimeException());
            return;
        }
        responses.onNext(reply);
        responses.onCompleted();
    }

    private static Revision revision(DocumentKind kind, String name, long number) {
        return Revision.newBuilder()
                .setKind(kind)
                .setName(name)
                .setRevision(number)
                .setDigest(digest(name + number))
                .setAuthor("ada")
                .setMessage("revision " + number)
                .setTime(time(number))
                .build();
    }

    private static ActivateReply activated(Resource resource) {
        return ActivateReply.newBuilder()
                .setFleet("default")
                .setResource(resource)
                .setGeneration(7)
                .setDigest(digest("new"))
                .build();
    }

    private final class Policies extends PolicyAdminGrpc.PolicyAdminImplBase {
        @Override
        public void validate(ValidateRequest request, StreamObserver<ValidateReply> responses) {
            answer(
                    request,
                    responses,
                    ValidateReply.newBuilder()
                            .addAllProblems(problems)
                            .setDigest(digest("text"))
                            .build());
        }

        @Override
        public void publish(PublishRequest request, StreamObserver<PublishReply> responses) {
            if (!problems.isEmpty()) {
                asked.add(request);
                Metadata trailers = new Metadata();
                trailers.put(
                        PROBLEMS,
                        ValidateReply.newBuilder().addAllProblems(problems).build());
                responses.onError(Status.INVALID_ARGUMENT.asRuntimeException(trailers));
                return;
            }
            answer(
                    request,
                    responses,
                    PublishReply.newBuilder()
                            .setRevision(revision(request.getKind(), "support", 3))
                            .setCreated(true)
                            .setGeneration(request.getNoActivate() ? 0 : 7)
                            .build());
        }

        @Override
        public void listRevisions(ListRevisionsRequest request, StreamObserver<ListRevisionsReply> responses) {
            answer(
                    request,
                    responses,
                    ListRevisionsReply.newBuilder()
                            .addRevisions(revision(DocumentKind.DOCUMENT_KIND_POLICY, "support", 12))
                            .addRevisions(revision(DocumentKind.DOCUMENT_KIND_POLICY, "support", 9))
                            .addRevisions(revision(DocumentKind.DOCUMENT_KIND_CATALOG, "catalog", 1))
                            .build());
        }

        @Override
        public void getRevision(GetRevisionRequest request, StreamObserver<Revision> responses) {
            answer(
                    request,
                    responses,
                    revision(request.getKind(), request.getName(), 2).toBuilder()
                            .setText("policy: support\u001b[31m\n")
                            .build());
        }

        @Override
        public void getDocument(GetDocumentRequest request, StreamObserver<Document> responses) {
            asked.add(request);
            byte[] content = documents.get(Digest.fromBytes(request.getDigest().toByteArray()));
            if (content == null) {
                responses.onError(Status.NOT_FOUND.asRuntimeException());
                return;
            }
            responses.onNext(Document.newBuilder()
                    .setContent(ByteString.copyFrom(content))
                    .build());
            responses.onCompleted();
        }

        @Override
        public void getRouting(GetRoutingRequest request, StreamObserver<RoutingState> responses) {
            String manifest = """
                    {"catalog":{"digest":"%s","revision":1},"policies":[{"name":"support","arms":[
                    {"name":"baseline","digest":"%s","basis_points":9500},{"name":"candidate","digest":"%s","basis_points":500}]}]}
                    """.formatted(hex("catalog1"), hex("support9"), hex("support12"));
            answer(
                    request,
                    responses,
                    RoutingState.newBuilder()
                            .setManifest(ByteString.copyFromUtf8(manifest))
                            .build());
        }

        private String hex(String text) {
            return Digest.fromBytes(digest(text).toByteArray()).toString();
        }

        @Override
        public void activate(ActivateRequest request, StreamObserver<ActivateReply> responses) {
            answer(request, responses, activated(Resource.RESOURCE_ROUTING));
        }

        @Override
        public void rollback(RollbackRequest request, StreamObserver<ActivateReply> responses) {
            answer(request, responses, activated(request.getResource()));
        }

        @Override
        public void split(SplitRequest request, StreamObserver<ActivateReply> responses) {
            answer(request, responses, activated(Resource.RESOURCE_ROUTING));
        }

        @Override
        public void createKey(CreateKeyRequest request, StreamObserver<CreateKeyReply> responses) {
            answer(request, responses, key());
        }

        @Override
        public void rotateKey(RotateKeyRequest request, StreamObserver<CreateKeyReply> responses) {
            answer(request, responses, key());
        }

        private CreateKeyReply key() {
            return CreateKeyReply.newBuilder()
                    .setKeyId("abcd2345")
                    .setSecret("tg_abcd2345_s3cret")
                    .setGeneration(4)
                    .build();
        }

        @Override
        public void revokeKey(RevokeKeyRequest request, StreamObserver<ActivateReply> responses) {
            answer(request, responses, activated(Resource.RESOURCE_ACCESS));
        }
    }

    private final class Fleet extends FleetAdminGrpc.FleetAdminImplBase {
        @Override
        public void getFleet(GetFleetRequest request, StreamObserver<FleetState> responses) {
            answer(request, responses, states.getLast());
        }

        @Override
        public void watchFleet(GetFleetRequest request, StreamObserver<FleetState> responses) {
            asked.add(request);
            states.forEach(responses::onNext);
            if (!endless) {
                responses.onCompleted();
            }
        }
    }
}
