package io.tiergate.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.admit.ClusterSpend;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.analyze.Analyst;
import io.tiergate.dataplane.cache.ClusterKeys;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.ExactCacheSettings;
import io.tiergate.dataplane.cache.InFlight;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cache.SemanticCacheSettings;
import io.tiergate.dataplane.cache.Watermarks;
import io.tiergate.dataplane.call.AttemptListener;
import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.Targets;
import io.tiergate.dataplane.call.http.HttpCalls;
import io.tiergate.dataplane.call.openai.OpenAiProtocol;
import io.tiergate.dataplane.gateway.BodyRoom;
import io.tiergate.dataplane.gateway.FeedbackDesk;
import io.tiergate.dataplane.gateway.grpc.Entrance;
import io.tiergate.dataplane.gateway.grpc.GatewayService;
import io.tiergate.dataplane.gateway.grpc.MessageRoom;
import io.tiergate.dataplane.gateway.http.HttpGateway;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Version;
import io.tiergate.dataplane.pipeline.Pipeline;
import io.tiergate.dataplane.subscription.Snapshots;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.RecordWriter;
import io.tiergate.policy.record.Replay;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.TlsSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An agent in this process: gateways, pipeline, cache and provider client are the real ones, and only the provider is scripted. What
 * it records is kept, every record that a test takes is replayed first, and no key may
 * stand in the log.
 */
public final class LocalAgent implements AutoCloseable {
    public static final String ACME = "tg_acme_c2VjcmV0LW9mLWFjbWU";
    public static final String UMBRELLA = "tg_umbrella_c2VjcmV0LW9mLXVtYnJlbGxh";
    public static final String LIMITED = "tg_limited_c2VjcmV0LW9mLWxpbWl0ZWQ";
    public static final String SINGLE = "tg_single_c2VjcmV0LW9mLXNpbmdsZQ";
    public static final String VIEWER = "tg_viewer_c2VjcmV0LW9mLXZpZXdlcg";
    public static final String PUBLISHER = "tg_publisher_c2VjcmV0LW9mLXB1Ymxpc2hlcg";
    public static final String OPERATOR = "tg_operator_c2VjcmV0LW9mLW9wZXJhdG9y";
    /** Largest request that its gateways take. */
    public static final int MAX_BODY_BYTES = 12 << 20;

    /** Of all requests at once. */
    public static final int ROOM_BYTES = 16 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final BodyRoom room = new BodyRoom(ROOM_BYTES);
    private final LoggedText log = LoggedText.listening();
    private final Upstream upstream = new Upstream();
    private final Snapshots snapshots = new Snapshots();
    private final KeptRecords records = new KeptRecords();
    private final Hops hops = new Hops();
    private final Vertx vertx = Vertx.vertx();
    private final HttpCalls calls = new HttpCalls(vertx, HttpCalls.Settings.defaults("test"));
    private final Path directory;
    private final SemanticCache semantic;
    private final Watermarks watermarks;
    private final Pipeline pipeline;
    private final HttpGateway http;
    private final MessageRoom messages;
    private final GrpcServers.Running grpc;
    private volatile Analyst analyst = Analyst.NOBODY;
    private int taken;
    private @Nullable ManagedChannel channel;

    private LocalAgent(TlsSettings tls, FeedbackDesk feedback, Duration patience) {
        Clock clock = Clock.systemUTC();
        TenantLimits limits = new TenantLimits(System::nanoTime, new ClusterSpend("agent-1", clock));
        Admission admission = new Admission(limits, clock);
        ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
        watermarks = new Watermarks(keys);
        ExactCache exact = new ExactCache(ExactCacheSettings.DEFAULT, keys, watermarks, clock);
        try {
            directory = Files.createTempDirectory("agent");
            semantic = new SemanticCache(
                    SemanticCacheSettings.within(1L << 30, directory.resolve("vectors")),
                    keys,
                    exact,
                    watermarks,
                    clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pipeline = new Pipeline(
                new Pipeline.Agent("agent-1", "test"),
                snapshots::current,
                new Pipeline.Stages(
                        admission,
                        limits,
                        new Pipeline.Caches(exact, semantic, new InFlight()),
                        new Targets(
                                Map.of(Api.OPENAI, OpenAiProtocol.over(calls), Api.ANTHROPIC, new Broken()),
                                AttemptListener.NOBODY),
                        question -> analyst.analyze(question),
                        records),
                clock,
                hops);
        messages = MessageRoom.in(room, patience, vertx);
        BindAddress anyPort = BindAddress.parse("127.0.0.1:0");
        try {
            http = HttpGateway.start(
                    vertx, new HttpGateway.Options(anyPort, tls, false, MAX_BODY_BYTES, room, 2, patience), pipeline);
            grpc = GrpcServers.start(
                    new GrpcServers.Options("agent", anyPort, tls, true, false, Runnable::run, MAX_BODY_BYTES),
                    List.of(Entrance.to(new GatewayService(pipeline, feedback, patience), pipeline)),
                    List.of(messages));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the agent a classifier. */
    public LocalAgent asking(Analyst other) {
        analyst = other;
        return this;
    }

    /** An agent that has no content yet. */
    public static LocalAgent empty() {
        return new LocalAgent(TlsSettings.NONE, (credential, judgement) -> null, PATIENCE);
    }

    /** An agent that runs {@link Documents#SUPPORT} and further policies, and knows {@link Documents#ACCESS}. */
    public static LocalAgent running(String... furtherPolicies) {
        return empty().withContent(furtherPolicies);
    }

    /** The same over TLS. */
    public static LocalAgent running(TlsSettings tls) {
        return new LocalAgent(tls, (credential, judgement) -> null, PATIENCE).withContent();
    }

    /** The same with a feedback desk. */
    public static LocalAgent running(FeedbackDesk feedback) {
        return new LocalAgent(TlsSettings.NONE, feedback, PATIENCE).withContent();
    }

    /** The same with another patience for quiet HTTP connections. */
    public static LocalAgent running(Duration patience) {
        return new LocalAgent(TlsSettings.NONE, (credential, judgement) -> null, patience).withContent();
    }

    /** The same over TLS, with another patience for quiet HTTP connections. */
    public static LocalAgent running(TlsSettings tls, Duration patience) {
        return new LocalAgent(tls, (credential, judgement) -> null, patience).withContent();
    }

    private LocalAgent withContent(String... furtherPolicies) {
        List<String> policies = new java.util.ArrayList<>(List.of(furtherPolicies));
        policies.addFirst(Documents.SUPPORT);
        publish(1, policies);
        publishAccess(Documents.ACCESS);
        return this;
    }

    /** Replaces what it routes by. */
    public void publish(long generation, List<String> policies) {
        Routing routing = Documents.routing(upstream.baseUrl(), generation, policies);
        snapshots.publishRouting(new Running<>(new Version(generation, routing.digest()), Instant.now(), routing));
    }

    /** What it routes by. */
    public Routing routing() {
        return Objects.requireNonNull(snapshots.current().routing()).content();
    }

    /** Replaces whom it knows. */
    public void publishAccess(String document) {
        Access access = Documents.access(document);
        snapshots.publishAccess(new Running<>(new Version(1, access.digest()), Instant.now(), access));
    }

    /** The provider of all its models. */
    public Upstream upstream() {
        return upstream;
    }

    /** Its pipeline, for tests that are callers themselves. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** Its semantic cache. */
    public SemanticCache semantic() {
        return semantic;
    }

    /** What of its caches is not to be served. */
    public Watermarks watermarks() {
        return watermarks;
    }

    /** Its virtual threads. */
    public Hops hops() {
        return hops;
    }

    /** Where its HTTP gateway listens. */
    public int httpPort() {
        return http.port();
    }

    /** Connections that its HTTP gateway has open. */
    public int httpConnections() {
        return http.connections();
    }

    /** Calls that its gRPC gateway has sent something to and that are open. */
    public int answeredCalls() {
        return messages.answered();
    }

    /** Bytes that its gateways have left for bodies. */
    public long roomLeft() {
        return room.left();
    }

    /** Stops its HTTP gateway as an agent does that is told to stop. */
    public void stopHttp(long graceMillis) {
        http.stop(graceMillis);
    }

    /** Where its gRPC gateway listens. */
    public int grpcPort() {
        return grpc.port();
    }

    /** A plain-text channel to its gRPC gateway; closed with the agent. */
    public ManagedChannel channel() {
        ManagedChannel open = channel;
        if (open == null) {
            try {
                open = GrpcChannels.open("127.0.0.1:" + grpcPort(), TlsSettings.NONE, MAX_BODY_BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            channel = open;
        }
        return open;
    }

    /** Completes with tenant {@code acme}'s key. */
    public HttpResponse<String> post(String body, String... headers) {
        return send(completion(body, headers).header("authorization", "Bearer " + ACME));
    }

    /** A completion request without a credential. */
    public HttpRequest.Builder completion(String body, String... headers) {
        return completion(body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A completion request without a credential. */
    public HttpRequest.Builder completion(byte[] body, String... headers) {
        HttpRequest.Builder request = request("/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** A request to a path. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path))
                .timeout(PATIENCE);
    }

    /** Sends and waits for the whole answer. */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofString());
    }

    /** Sends and waits for what the handler waits for. */
    public <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return CLIENT.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The one record since the last that was taken, once every request has ended. It replays, as all do that are taken. */
    public DecisionRecord record() {
        return records(1).getFirst();
    }

    /** The records since the last that was taken, once every request has ended: exactly so many. */
    public List<DecisionRecord> records(int count) {
        hops.awaitIdle();
        List<DecisionRecord> all = records.all();
        List<DecisionRecord> fresh = all.subList(taken, all.size());
        assertThat(fresh).as("records").hasSize(count);
        taken = all.size();
        fresh.forEach(this::replay);
        return fresh;
    }

    /** What was logged since it was started. */
    public String logged() {
        return log.toString();
    }

    /** Waits until that many have come since the last that was taken; for requests that never reach the pipeline. */
    public void awaitRecords(int count) {
        records.await(taken + count);
    }

    /** The JSON of a record. */
    public static String json(DecisionRecord record) {
        return new String(RecordWriter.toJson(record), StandardCharsets.UTF_8);
    }

    private void replay(DecisionRecord record) {
        Running<Routing> routing = snapshots.current().routing();
        if (record.header().routing() == null
                || routing == null
                || record.header().routing().generation() == routing.version().generation()) {
            assertThat(Replay.replay(RecordWriter.toJson(record), routing == null ? null : routing.content()))
                    .as(json(record))
                    .isEqualTo(new Replay.Result.Same());
        }
    }

    /** A provider with a bug. */
    private static final class Broken implements Provider {
        @Override
        @SuppressWarnings("NullAway") // the bug
        public Reply complete(ProviderCall call) {
            if (call.model().id().equals("b/unreadable")) {
                return new Reply.Answered(
                        new Answer(new byte[0], "up-1", "unreadable", null, "stop", false, TokenUsage.of(10, 5), true));
            }
            throw new IllegalStateException("a bug");
        }

        @Override
        public Reply stream(ProviderCall call, Sink sink) {
            throw new IllegalStateException("a bug");
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            Objects.requireNonNull(channel).shutdownNow();
        }
        grpc.close();
        http.close();
        calls.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        upstream.close();
        semantic.close();
        Files.delete(directory);
        log.close();
        assertThat(logged()).as("keys in the log").doesNotContain(ACME, UMBRELLA, LIMITED, SINGLE, VIEWER);
    }
}
