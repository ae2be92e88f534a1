package io.tiergate.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Problems;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.ActivateRequest;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.CreateKeyRequest;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.FleetAdminGrpc;
import io.tiergate.v1.GetDocumentRequest;
import io.tiergate.v1.GetFleetRequest;
import io.tiergate.v1.GetRevisionRequest;
import io.tiergate.v1.GetRoutingRequest;
import io.tiergate.v1.ListRevisionsRequest;
import io.tiergate.v1.PolicyAdminGrpc;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.Resource;
import io.tiergate.v1.RevokeKeyRequest;
import io.tiergate.v1.RollbackRequest;
import io.tiergate.v1.RotateKeyRequest;
import io.tiergate.v1.RoutingState;
import io.tiergate.v1.SplitRequest;
import io.tiergate.v1.ValidateReply;
import io.tiergate.v1.ValidateRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole process over real connections: publish, activate, split, roll back, keys, roles. */
class ControlPlaneTest {
    private static final Metadata.Key<ValidateReply> PROBLEMS = Metadata.Key.of(
            "x-tiergate-problems-bin", ProtoUtils.metadataMarshaller(ValidateReply.getDefaultInstance()));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ControlPlane controlPlane;

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    @SuppressWarnings("NullAway.Init")
    private PolicyAdminGrpc.PolicyAdminBlockingStub operator;

    @BeforeEach
    void start() throws IOException {
        controlPlane = ControlPlane.start(Map.of(
                "tiergate.data-dir",
                directory.toString(),
                "tiergate.grpc.bind",
                "127.0.0.1:0",
                "tiergate.management.bind",
                "127.0.0.1:0",
                "tiergate.ready-file",
                directory.resolve("ready").toString()));
        channel = GrpcChannels.open("127.0.0.1:" + controlPlane.grpcPort(), TlsSettings.NONE, 1 << 20);
        operator = admin(Files.readString(directory.resolve("operator.key")).strip());
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        controlPlane.close();
    }

    @Test
    void readyFile_namesThePorts_andBootstrapKeysAreTheOwners() throws IOException {
        assertThat(Files.readString(directory.resolve("ready")))
                .isEqualTo("{\"grpc\": " + controlPlane.grpcPort() + ", \"management\": "
                        + controlPlane.managementPort() + "}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("operator.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void policyWithoutCatalog_isRefusedAndSaysWhatToDo() {
        assertThatThrownBy(() -> publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy")))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(e.getStatus().getDescription()).contains("publish a catalog first");
                });
    }

    @Test
    void publishActivateSplitRollback() {
        assertThat(publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"))
                        .getGeneration())
                .isEqualTo(1);
        PublishReply first = publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy"));
        assertThat(first.getGeneration()).isEqualTo(2);
        assertThat(first.getRevision().getAuthor()).isEqualTo("bootstrap-operator");

        PublishReply again = publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy"));
        assertThat(again.getCreated()).isFalse();
        assertThat(again.getGeneration()).isEqualTo(2);

        String changed = document("policy").replace("deadline: 20s", "deadline: 21s");
        PublishReply candidate = operator.publish(publishRequest(DocumentKind.DOCUMENT_KIND_POLICY, changed)
                .setNoActivate(true)
                .build());
        assertThat(candidate.getGeneration()).isZero();
        assertThat(candidate.getRevision().getRevision()).isEqualTo(2);

        assertThat(split(2, 500).getGeneration()).isEqualTo(3);
        String salt = salt(routing(3));
        assertThat(split(2, 2_500).getGeneration()).isEqualTo(4);
        assertThat(salt(routing(4))).as("raising the share only adds").isEqualTo(salt);
        assertThat(routing(4).getManifest().toStringUtf8())
                .contains("\"basis_points\":7500")
                .contains("\"basis_points\":2500");

        assertThatThrownBy(() -> publish(
                        DocumentKind.DOCUMENT_KIND_POLICY,
                        document("policy").replace("deadline: 20s", "deadline: 22s")))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("share 0");
        ActivateReply promoted = operator.activate(ActivateRequest.newBuilder()
                .setKind(DocumentKind.DOCUMENT_KIND_POLICY)
                .setName("support")
                .setRevision(2)
                .build());
        assertThat(promoted.getGeneration()).isEqualTo(5);
        assertThat(routing(5).getManifest().toStringUtf8()).doesNotContain("candidate");

        ActivateReply back = operator.rollback(RollbackRequest.newBuilder()
                .setResource(Resource.RESOURCE_ROUTING)
                .setGeneration(2)
                .build());
        assertThat(back.getGeneration()).isEqualTo(6);
        assertThat(routing(6).getDigest()).isEqualTo(routing(2).getDigest());
        assertThat(operator.getDocument(GetDocumentRequest.newBuilder()
                                .setDigest(back.getDigest())
                                .build())
                        .getContent())
                .isEqualTo(routing(2).getManifest());
        assertThat(operator.listRevisions(ListRevisionsRequest.getDefaultInstance())
                        .getRevisionsList())
                .hasSize(3);
        assertThat(operator.getRevision(GetRevisionRequest.newBuilder()
                                .setKind(DocumentKind.DOCUMENT_KIND_POLICY)
                                .setName("support")
                                .build())
                        .getText())
                .isEqualTo(changed);
    }

    @Test
    void splitsThatMakeNoSense_areRefused() {
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"));
        publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy"));

        assertThatThrownBy(() -> split(1, 500)).hasMessageContaining("is the baseline already");
        assertThatThrownBy(() -> split(9, 500)).hasMessageContaining("no revision 9");
        assertThatThrownBy(() -> split(1, 10_001)).hasMessageContaining("10,000");
        assertThatThrownBy(() -> operator.split(
                        SplitRequest.newBuilder().setName("other").build()))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("no policy other");
    }

    @Test
    void brokenPolicy_isRefusedWithEveryProblemInTheTrailer() {
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"));
        String broken = document("policy")
                .replace("default_task: chat", "default_task: chatt")
                .replace("start: small", "start: smal");

        assertThatThrownBy(() -> publish(DocumentKind.DOCUMENT_KIND_POLICY, broken))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    ValidateReply reply = Objects.requireNonNull(
                            Objects.requireNonNull(e.getTrailers()).get(PROBLEMS));
                    assertThat(reply.getProblemsList()).hasSizeGreaterThanOrEqualTo(2);
                    assertThat(reply.getProblems(0).getLine()).isPositive();
                });
        assertThat(operator.listRevisions(ListRevisionsRequest.getDefaultInstance())
                        .getRevisionsList())
                .hasSize(1);
    }

    @Test
    void catalogThatAnActivePolicyNeedsOtherwise_isRefused() {
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"));
        publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy"));
        String without = document("catalog").replace("anthropic/claude-opus-4-1", "anthropic/claude-opus-9");

        assertThatThrownBy(() -> publish(DocumentKind.DOCUMENT_KIND_CATALOG, without))
                .hasMessageContaining("support");
        ValidateReply reply = operator.validate(ValidateRequest.newBuilder()
                .setKind(DocumentKind.DOCUMENT_KIND_POLICY)
                .setText(document("policy"))
                .setCatalogText(without)
                .build());
        assertThat(reply.getProblemsList()).isNotEmpty();
        assertThat(reply.getDigest().size()).isEqualTo(32);
    }

    @Test
    void estimates_areOnlyStored_andRunWhereAPolicyPinsThem() {
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"));
        publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy"));
        Digest digest = digestOf(document("estimates"));
        assertThatThrownBy(() -> publish(DocumentKind.DOCUMENT_KIND_POLICY, hybrid(digest)))
                .hasMessageContaining("there are no estimates " + digest)
                .hasMessageContaining("publish them first");
        assertThat(operator.validate(ValidateRequest.newBuilder()
                                .setKind(DocumentKind.DOCUMENT_KIND_POLICY)
                                .setText(hybrid(digest))
                                .setEstimatesText(document("estimates"))
                                .build())
                        .getProblemsList())
                .isEmpty();

        PublishReply stored = publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, document("estimates"));
        assertThat(stored.getGeneration()).as("nothing is activated").isZero();
        assertThat(stored.getRevision().getName()).isEqualTo("learned");
        assertThat(stored.getRevision().getDigest().toByteArray()).isEqualTo(digest.toBytes());
        assertThat(routing(0).getGeneration()).isEqualTo(2);
        assertThat(routing(0).getManifest().toStringUtf8()).doesNotContain("estimates");
        assertThatThrownBy(() -> operator.activate(ActivateRequest.newBuilder()
                        .setKind(DocumentKind.DOCUMENT_KIND_ESTIMATES)
                        .setName("learned")
                        .setRevision(1)
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("run where a policy pins them");

        PublishReply pinning = publish(DocumentKind.DOCUMENT_KIND_POLICY, hybrid(digest));
        assertThat(pinning.getProblemsList()).isEmpty();
        assertThat(pinning.getGeneration()).isEqualTo(3);
        assertThat(routing(3).getManifest().toStringUtf8())
                .contains("\"estimates\":[{\"digest\":\"" + digest + "\",\"revision\":1}]");
        assertThat(publish(
                                DocumentKind.DOCUMENT_KIND_CATALOG,
                                document("catalog").replace("0.15", "0.16"))
                        .getGeneration())
                .isEqualTo(4);
        assertThat(routing(4).getManifest().toStringUtf8())
                .as("a new catalog takes nothing from the policies")
                .contains(digest.toString());

        assertThat(publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy"))
                        .getGeneration())
                .isEqualTo(5);
        assertThat(routing(5).getManifest().toStringUtf8())
                .as("nobody pins them any more")
                .doesNotContain("estimates");
        RollbackRequest back = RollbackRequest.newBuilder()
                .setResource(Resource.RESOURCE_ROUTING)
                .build();
        assertThat(operator.rollback(back).getGeneration()).isEqualTo(6);
        assertThat(routing(6).getDigest()).isEqualTo(routing(4).getDigest());
    }

    @Test
    void candidateWithOtherEstimates_bringsThemIntoTheManifest() {
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"));
        String other = document("estimates").replace("labels: 10", "labels: 11");
        publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, document("estimates"));
        assertThat(publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, other)
                        .getRevision()
                        .getRevision())
                .isEqualTo(2);
        publish(DocumentKind.DOCUMENT_KIND_POLICY, hybrid(digestOf(document("estimates"))));
        var _ = operator.publish(publishRequest(DocumentKind.DOCUMENT_KIND_POLICY, hybrid(digestOf(other)))
                .setNoActivate(true)
                .build());

        split(2, 500);

        assertThat(routing(0).getManifest().toStringUtf8())
                .contains(
                        digestOf(other).toString(),
                        digestOf(document("estimates")).toString());
    }

    @Test
    void estimatesOfNearlyAMebibyte_arePublished_largerOnesAreRefused() {
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"));
        String large = document("estimates").replace("note: small", "note: " + "x".repeat(1_040_000));
        assertThat(publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, large).getCreated())
                .isTrue();
        publish(DocumentKind.DOCUMENT_KIND_POLICY, hybrid(digestOf(large)));
        assertThatThrownBy(() -> publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, large.replace("xxx", "xxxx")))
                .hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void brokenEstimates_areRefusedWithEveryProblem() {
        String broken =
                document("estimates").replace("right: [0.9]", "right: [0.9, 1]").replace("overall: [1]", "overall: []");
        assertThatThrownBy(() -> publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, broken))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(Objects.requireNonNull(Objects.requireNonNull(e.getTrailers())
                                                .get(PROBLEMS))
                                        .getProblemsList())
                                .hasSize(2));
    }

    /** The policy whose chat task is hybrid and pins these estimates. */
    private static String hybrid(Digest estimates) {
        return document("policy")
                .replace("strategy: fixed, tier: mid", "strategy: hybrid, pool: [anthropic/claude-opus-4-1]")
                .replace("reference:", "pins: { estimates: \"" + estimates + "\" }\nreference:");
    }

    private static Digest digestOf(String text) {
        return Objects.requireNonNull(Document.read(text, new Problems("x"))).digest();
    }

    @Test
    void keys_areMadeRotatedAndRevoked_andRolesHold() {
        assertThatThrownBy(() -> createKey("acme", "caller")).hasMessageContaining("publish one first");
        publish(DocumentKind.DOCUMENT_KIND_ACCESS, document("access"));
        CreateKeyReply viewer = createKey("", "viewer");
        assertThat(viewer.getGeneration()).isEqualTo(2);

        PolicyAdminGrpc.PolicyAdminBlockingStub asViewer = admin(viewer.getSecret());
        assertThat(asViewer.getRouting(GetRoutingRequest.getDefaultInstance()).getAccessGeneration())
                .isEqualTo(2);
        assertThatThrownBy(
                        () -> asViewer.publish(publishRequest(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"))
                                .build()))
                .hasMessageContaining("PERMISSION_DENIED");

        CreateKeyReply rotated = operator.rotateKey(
                RotateKeyRequest.newBuilder().setKeyId(viewer.getKeyId()).build());
        assertThatThrownBy(() -> asViewer.getRouting(GetRoutingRequest.getDefaultInstance()))
                .hasMessageContaining("UNAUTHENTICATED");
        assertThat(admin(rotated.getSecret())
                        .getRouting(GetRoutingRequest.getDefaultInstance())
                        .getAccessGeneration())
                .isEqualTo(3);
        operator.revokeKey(
                RevokeKeyRequest.newBuilder().setKeyId(rotated.getKeyId()).build());
        assertThatThrownBy(() -> admin(rotated.getSecret()).getRouting(GetRoutingRequest.getDefaultInstance()))
                .hasMessageContaining("UNAUTHENTICATED");
        assertThatThrownBy(() -> operator.revokeKey(
                        RevokeKeyRequest.newBuilder().setKeyId("nosuchid").build()))
                .hasMessageContaining("nosuchid");
    }

    @Test
    void databaseGone_isUnavailableAndUnhealthy() throws Exception {
        assertThat(health().statusCode()).isEqualTo(200);
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, document("catalog"));
        Files.delete(directory.resolve("tiergate.mv.db"));

        assertThatThrownBy(() -> publish(DocumentKind.DOCUMENT_KIND_POLICY, document("policy")))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                    assertThat(e.getStatus().getDescription()).contains("is gone");
                });
        assertThat(health().statusCode()).isEqualTo(503);
        assertThat(health().body()).contains("DOWN");
        assertThat(FleetAdminGrpc.newBlockingStub(channel)
                        .withCallCredentials(GrpcChannels.bearer(Files.readString(directory.resolve("operator.key"))
                                .strip()))
                        .getFleet(GetFleetRequest.getDefaultInstance())
                        .getAgentsList())
                .isEmpty();
    }

    private HttpResponse<String> health() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + controlPlane.managementPort() + "/health"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private PolicyAdminGrpc.PolicyAdminBlockingStub admin(String key) {
        return PolicyAdminGrpc.newBlockingStub(channel).withCallCredentials(GrpcChannels.bearer(key));
    }

    private PublishReply publish(DocumentKind kind, String text) {
        return operator.publish(publishRequest(kind, text).build());
    }

    private static PublishRequest.Builder publishRequest(DocumentKind kind, String text) {
        return PublishRequest.newBuilder().setKind(kind).setText(text).setMessage("because");
    }

    private ActivateReply split(long candidate, int basisPoints) {
        return operator.split(SplitRequest.newBuilder()
                .setName("support")
                .setCandidateRevision(candidate)
                .setBasisPoints(basisPoints)
                .build());
    }

    private CreateKeyReply createKey(String tenant, String role) {
        return operator.createKey(
                CreateKeyRequest.newBuilder().setTenant(tenant).addRoles(role).build());
    }

    private RoutingState routing(long generation) {
        return operator.getRouting(
                GetRoutingRequest.newBuilder().setGeneration(generation).build());
    }

    private static String salt(RoutingState state) {
        String manifest = state.getManifest().toStringUtf8();
        int start = manifest.indexOf("\"salt\":\"") + 8;
        return manifest.substring(start, manifest.indexOf('"', start));
    }

    private static String document(String name) {
        try (InputStream in =
                Objects.requireNonNull(ControlPlaneTest.class.getResourceAsStream("/documents/" + name + ".yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
