package io.tiergate.dataplane;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.admit.ClusterSpend;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.analyze.Analyst;
import io.tiergate.dataplane.analyze.ClassifierClient;
import io.tiergate.dataplane.analyze.ClassifierSettings;
import io.tiergate.dataplane.cache.ClusterKeys;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.ExactCacheSettings;
import io.tiergate.dataplane.cache.InFlight;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cache.SemanticCacheSettings;
import io.tiergate.dataplane.cache.Watermarks;
import io.tiergate.dataplane.call.Targets;
import io.tiergate.dataplane.call.anthropic.AnthropicProtocol;
import io.tiergate.dataplane.call.http.HttpCalls;
import io.tiergate.dataplane.call.openai.OpenAiProtocol;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.cluster.ClusterSettings;
import io.tiergate.dataplane.gateway.BodyRoom;
import io.tiergate.dataplane.gateway.grpc.GatewayService;
import io.tiergate.dataplane.pipeline.Pipeline;
import io.tiergate.dataplane.record.FeedbackLog;
import io.tiergate.dataplane.record.RecordLog;
import io.tiergate.dataplane.record.RecordSettings;
import io.tiergate.dataplane.record.RecordsService;
import io.tiergate.dataplane.subscription.Activator;
import io.tiergate.dataplane.subscription.ContentStore;
import io.tiergate.dataplane.subscription.DocumentArchive;
import io.tiergate.dataplane.subscription.Snapshots;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.SecretReference;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts together. */
@Factory
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    /** Part of the heap for the bodies of requests, each of which is there up to four times: as it grows, whole, read, and as it is sent on. */
    private static final int BODIES_SHARE = 8;

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    Vertx vertx(AgentSettings.Http http) {
        int loops =
                http.eventLoops() > 0 ? http.eventLoops() : Runtime.getRuntime().availableProcessors();
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
    }

    @Singleton
    Snapshots snapshots() {
        return new Snapshots();
    }

    @Singleton
    @Bean(preDestroy = "close")
    DataDirectory dataDirectory(AgentSettings agent) throws IOException {
        return DataDirectory.take(agent.dataDirectory());
    }

    @Singleton
    Activator activator(Snapshots snapshots, DataDirectory data, Clock clock) throws IOException {
        return new Activator(snapshots, ContentStore.open(data.path()), DocumentArchive.in(data.path()), clock);
    }

    @Singleton
    ClusterSpend spend(AgentSettings agent, Clock clock) {
        return new ClusterSpend(agent.name(), clock);
    }

    @Singleton
    TenantLimits limits(ClusterSpend spend) {
        return new TenantLimits(System::nanoTime, spend);
    }

    @Singleton
    Admission admission(TenantLimits limits, Clock clock) {
        return new Admission(limits, clock);
    }

    @Singleton
    ClusterKeys clusterKeys(AgentSettings.Cluster cluster) {
        if (cluster.key().isEmpty()) {
            LOG.info("no cluster key is set: no other agent can read what this one caches");
            return ClusterKeys.ofThisAgentOnly();
        }
        return ClusterKeys.read(
                new SecretReference(cluster.key()),
                cluster.olderKeys().stream().map(SecretReference::new).toList());
    }

    @Singleton
    Watermarks watermarks(ClusterKeys keys) {
        return new Watermarks(keys);
    }

    @Singleton
    ExactCache cache(ClusterKeys keys, Watermarks watermarks, Clock clock) {
        return new ExactCache(ExactCacheSettings.within(Runtime.getRuntime().maxMemory()), keys, watermarks, clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    SemanticCache semanticCache(
            DataDirectory data, ClusterKeys keys, ExactCache answers, Watermarks watermarks, Clock clock)
            throws IOException {
        return new SemanticCache(
                SemanticCacheSettings.within(
                        Runtime.getRuntime().maxMemory(), data.path().resolve("vectors")),
                keys,
                answers,
                watermarks,
                clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = "tiergate.cluster.bind")
    Cluster cluster(
            AgentSettings.Cluster settings,
            Watermarks watermarks,
            ExactCache cache,
            SemanticCache semantic,
            ClusterSpend spend) {
        BindAddress address = BindAddress.parse(settings.bind());
        return Cluster.start(
                new ClusterSettings(
                        address.host(), address.port(), settings.members(), settings.name(), settings.privateNetwork()),
                List.of(watermarks, cache, semantic, spend));
    }

    @Singleton
    @Bean(preDestroy = "close")
    HttpCalls calls(Vertx vertx) {
        return new HttpCalls(vertx, HttpCalls.Settings.defaults(Build.VERSION));
    }

    @Singleton
    Targets targets(HttpCalls calls, Clock clock, AgentMeters meters) {
        return new Targets(
                Map.of(Api.OPENAI, OpenAiProtocol.over(calls), Api.ANTHROPIC, AnthropicProtocol.over(calls, clock)),
                meters);
    }

    @Singleton
    @Bean(preDestroy = "close")
    RecordLog records(DataDirectory data) {
        return RecordLog.open(RecordSettings.in(data.path()));
    }

    @Singleton
    @Bean(preDestroy = "close")
    FeedbackLog feedback(DataDirectory data) {
        return FeedbackLog.open(RecordSettings.in(data.path()));
    }

    @Singleton
    RecordsService recordsService(AgentSettings agent, RecordLog log, Callers callers) {
        return new RecordsService(agent.name(), log, callers);
    }

    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = "tiergate.classifier.address")
    ClassifierClient classifier(AgentSettings.Classifier classifier, AgentSettings agent) throws IOException {
        SecretReference key = classifier.key().isEmpty() ? null : new SecretReference(classifier.key());
        return ClassifierClient.open(ClassifierSettings.of(classifier.address(), agent.tls(), key));
    }

    @Singleton
    InFlight inFlight() {
        return new InFlight();
    }

    @Singleton
    Pipeline pipeline(
            AgentSettings agent,
            Snapshots snapshots,
            Admission admission,
            TenantLimits limits,
            ExactCache cache,
            SemanticCache semantic,
            InFlight inFlight,
            Targets targets,
            Optional<ClassifierClient> classifier,
            RecordLog records,
            Clock clock) {
        Analyst analyst = classifier.<Analyst>map(client -> client).orElse(Analyst.NOBODY);
        return new Pipeline(
                new Pipeline.Agent(agent.name(), Build.VERSION),
                snapshots::current,
                new Pipeline.Stages(
                        admission, limits, new Pipeline.Caches(cache, semantic, inFlight), targets, analyst, records),
                clock,
                virtualThreads());
    }

    @Singleton
    CacheService cacheService(
            AgentSettings agent,
            Callers callers,
            ExactCache exact,
            SemanticCache semantic,
            Watermarks watermarks,
            Optional<Cluster> cluster,
            Clock clock) {
        return new CacheService(
                agent.name(), callers, new CacheService.Caches(exact, semantic, watermarks), cluster, clock);
    }

    @Singleton
    BodyRoom bodyRoom(AgentSettings.Http http, AgentSettings.Grpc grpc) {
        long largest = Math.max(http.maxBodyBytes(), grpc.maxMessageBytes());
        return new BodyRoom(Math.max(largest, Runtime.getRuntime().maxMemory() / BODIES_SHARE));
    }

    @Singleton
    GatewayService gateway(Pipeline pipeline, Callers callers, AgentSettings.Http http) {
        return new GatewayService(pipeline, callers, http.patience());
    }

    private static Executor virtualThreads() {
        Thread.Builder.OfVirtual threads = Thread.ofVirtual().name("request-", 0);
        return threads::start;
    }
}
