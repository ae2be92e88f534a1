package io.tiergate.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.admit.ClusterSpend;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.cache.CacheIdentity;
import io.tiergate.dataplane.cache.CacheScope;
import io.tiergate.dataplane.cache.CachedAnswer;
import io.tiergate.dataplane.cache.ClusterKeys;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.ExactCacheSettings;
import io.tiergate.dataplane.cache.Lookup;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cache.SemanticCacheSettings;
import io.tiergate.dataplane.cache.Watermarks;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Version;
import io.tiergate.dataplane.record.FeedbackLog;
import io.tiergate.dataplane.record.RecordSettings;
import io.tiergate.dataplane.subscription.Snapshots;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.CacheAdminGrpc;
import io.tiergate.v1.CacheContents;
import io.tiergate.v1.CacheContentsRequest;
import io.tiergate.v1.InvalidateReply;
import io.tiergate.v1.InvalidateRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look at what is cached and take it back, and what of it goes. */
@Timeout(60)
class CacheServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final long HOUR_MILLIS = 3_600_000;
    private static final Digest SOME = Digest.of("some".getBytes(StandardCharsets.UTF_8));
    private static final InvalidateRequest EVERYTHING =
            InvalidateRequest.newBuilder().setAll(true).build();

    @TempDir
    Path folder;

    private FeedbackLog feedback;
    private ExactCache exact;
    private GrpcServers.Running server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Access access = Documents.access(Documents.ACCESS);
        Snapshots snapshots = new Snapshots();
        snapshots.publishAccess(new Running<>(new Version(1, access.digest()), NOW, access));
        feedback = FeedbackLog.open(RecordSettings.in(folder));
        Admission admission =
                new Admission(new TenantLimits(System::nanoTime, new ClusterSpend("agent-1", clock)), clock);
        ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
        Watermarks watermarks = new Watermarks(keys);
        exact = new ExactCache(ExactCacheSettings.DEFAULT, keys, watermarks, clock);
        SemanticCache semantic = new SemanticCache(
                SemanticCacheSettings.within(1L << 30, folder.resolve("vectors")), keys, exact, watermarks, clock);
        CacheService service = new CacheService(
                "agent-1",
                new Callers(snapshots, admission, feedback, clock),
                new CacheService.Caches(exact, semantic, watermarks),
                Optional.empty(),
                clock);
        server = GrpcServers.start(
                new GrpcServers.Options(
                        "agent",
                        BindAddress.parse("127.0.0.1:0"),
                        TlsSettings.NONE,
                        true,
                        false,
                        Runnable::run,
                        1 << 20),
                List.of(service));
        channel = GrpcChannels.open("127.0.0.1:" + server.port(), TlsSettings.NONE, 1 << 20);
        store("acme", "u-1", HOUR_MILLIS);
        store("umbrella", "u-1", 0);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        feedback.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LocalAgent.VIEWER, LocalAgent.PUBLISHER, LocalAgent.OPERATOR})
    void platformTeam_seesWhatIsCached(String key) {
        CacheContents contents = contents(key);

        assertThat(contents.getAgent()).isEqualTo("agent-1");
        assertThat(contents.getMembers()).isZero();
        assertThat(contents.getAnswers()).isEqualTo(2);
    }

    @Test
    void callerAndStranger_seeNothing() {
        assertRefused(() -> contents(LocalAgent.ACME), Status.Code.PERMISSION_DENIED, "needs the role viewer");
        assertRefused(() -> contents("tg_acme_wrong"), Status.Code.UNAUTHENTICATED, "known keys and certificates");
        assertRefused(
                () -> CacheAdminGrpc.newBlockingStub(channel).contents(CacheContentsRequest.getDefaultInstance()),
                Status.Code.UNAUTHENTICATED,
                "known keys and certificates");
    }

    @ParameterizedTest
    @ValueSource(strings = {LocalAgent.ACME, LocalAgent.VIEWER, LocalAgent.PUBLISHER})
    void nobodyButTheOperator_takesAnythingBack(String key) {
        assertRefused(() -> invalidate(key, EVERYTHING), Status.Code.PERMISSION_DENIED, "needs the role operator");
        assertRefused(
                () -> invalidate(key, EVERYTHING.toBuilder().setDryRun(true).build()),
                Status.Code.PERMISSION_DENIED,
                "needs the role operator");

        assertThat(isServed("acme")).isTrue();
        assertThat(contents(LocalAgent.VIEWER).getInvalidations()).isZero();
    }

    @Test
    void stranger_takesNothingBack() {
        assertRefused(() -> invalidate("tg_acme_wrong", EVERYTHING), Status.Code.UNAUTHENTICATED, "known keys");

        assertThat(isServed("acme")).isTrue();
    }

    @Test
    void tenantsEntries_goWithoutThoseOfOthers() {
        InvalidateReply reply = invalidate(InvalidateRequest.newBuilder().setTenant("acme"));

        assertThat(reply.getAnswers()).isEqualTo(1);
        assertThat(reply.getAnswersInAll()).isEqualTo(2);
        assertThat(reply.getUntilMillis()).isEqualTo(NOW.toEpochMilli());
        assertThat(isServed("acme")).isFalse();
        assertThat(isServed("umbrella")).isTrue();
    }

    @Test
    void usersEntries_goWhateverTheTenant() {
        assertThat(invalidate(InvalidateRequest.newBuilder().setUser("u-1")).getAnswers())
                .isEqualTo(2);

        assertThat(isServed("acme")).isFalse();
        assertThat(isServed("umbrella")).isFalse();
    }

    @Test
    void youngerEntries_stay() {
        InvalidateReply reply =
                invalidate(InvalidateRequest.newBuilder().setAll(true).setOlderThanSeconds(60));

        assertThat(reply.getAnswers()).isEqualTo(1);
        assertThat(isServed("acme")).isFalse();
        assertThat(isServed("umbrella")).isTrue();
    }

    @Test
    void dryRun_countsAndChangesNothing() {
        assertThat(invalidate(InvalidateRequest.newBuilder().setAll(true).setDryRun(true))
                        .getAnswers())
                .isEqualTo(2);

        assertThat(isServed("acme")).isTrue();
        assertThat(contents(LocalAgent.OPERATOR).getInvalidations()).isZero();
    }

    @Test
    void selectionThatIsNotOfItsForm_isRefusedByItsField() {
        assertBad(InvalidateRequest.newBuilder(), "which entries");
        assertBad(InvalidateRequest.newBuilder().setTenant(" "), "tenant has 1 to");
        assertBad(InvalidateRequest.newBuilder().setUser("u".repeat(257)), "user has 1 to");
        assertBad(InvalidateRequest.newBuilder().setTag("blue"), "NAME=VALUE");
        assertBad(InvalidateRequest.newBuilder().setAll(true).setOlderThanSeconds(-1), "older_than_seconds");

        assertThat(isServed("acme")).isTrue();
    }

    private void store(String tenant, String user, long ageMillis) {
        long stored = NOW.toEpochMilli() - ageMillis;
        byte[] body = "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8);
        exact.store(
                identity(tenant),
                new CachedAnswer(
                        new Answer(body, "id-1", "small", "Hello", "stop", false, TokenUsage.of(10, 5), true),
                        new CachedAnswer.Origin("p/small", "small", "agent-1.x", SOME),
                        new CachedAnswer.Validity(stored, stored + 2 * HOUR_MILLIS),
                        new CachedAnswer.Labels(tenant, "support", user, Map.of())));
        assertThat(isServed(tenant)).isTrue();
    }

    private boolean isServed(String tenant) {
        return exact.lookup(identity(tenant)) instanceof Lookup.Hit;
    }

    private static CacheIdentity identity(String tenant) {
        String json = "{\"model\":\"support\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return switch (ChatRequestReader.read(json.getBytes(StandardCharsets.UTF_8))) {
            case ChatRequestReader.Result.Read read ->
                CacheIdentity.of(new CacheScope(tenant, "support", SOME, "chat", "", null), read.request());
            case ChatRequestReader.Result.Unreadable unreadable ->
                throw new AssertionError(unreadable.refusal().message());
        };
    }

    private CacheAdminGrpc.CacheAdminBlockingStub stub(String key) {
        return CacheAdminGrpc.newBlockingStub(channel).withCallCredentials(GrpcChannels.bearer(key));
    }

    private CacheContents contents(String key) {
        return stub(key).contents(CacheContentsRequest.getDefaultInstance());
    }

    private InvalidateReply invalidate(InvalidateRequest.Builder request) {
        return invalidate(LocalAgent.OPERATOR, request.build());
    }

    private InvalidateReply invalidate(String key, InvalidateRequest request) {
        return stub(key).invalidate(request);
    }

    private void assertBad(InvalidateRequest.Builder request, String words) {
        assertRefused(() -> invalidate(request), Status.Code.INVALID_ARGUMENT, words);
    }

    private static void assertRefused(Runnable call, Status.Code code, String words) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(refused.getStatus().getCode()).isEqualTo(code);
        assertThat(refused.getStatus().getDescription()).contains(words);
    }
}
