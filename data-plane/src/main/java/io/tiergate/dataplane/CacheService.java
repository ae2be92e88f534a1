package io.tiergate.dataplane;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.tiergate.dataplane.cache.CacheStats;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cache.SemanticStats;
import io.tiergate.dataplane.cache.Tally;
import io.tiergate.dataplane.cache.Watermark;
import io.tiergate.dataplane.cache.Watermark.Kind;
import io.tiergate.dataplane.cache.Watermark.Selection;
import io.tiergate.dataplane.cache.Watermarks;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.policy.access.Principal;
import io.tiergate.policy.access.Role;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.v1.CacheAdminGrpc;
import io.tiergate.v1.CacheContents;
import io.tiergate.v1.CacheContentsRequest;
import io.tiergate.v1.InvalidateReply;
import io.tiergate.v1.InvalidateRequest;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and invalidates what is cached. Each call runs on a virtual thread of its own; what is invalidated, and by whom, is logged. */
final class CacheService extends CacheAdminGrpc.CacheAdminImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(CacheService.class);
    /** Each reads the whole cache. */
    private static final int AT_ONCE = 2;

    private static final int NAME_CHARS_MOST = 256;
    private static final long YEAR_SECONDS = 366L * 24 * 3_600;
    private static final Set<Role> VIEWERS = Set.of(Role.VIEWER, Role.PUBLISHER, Role.OPERATOR);
    private static final Set<Role> OPERATORS = Set.of(Role.OPERATOR);

    private final String agent;
    private final Callers callers;
    private final Caches caches;
    private final Optional<Cluster> cluster;
    private final Clock clock;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    CacheService(String agent, Callers callers, Caches caches, Optional<Cluster> cluster, Clock clock) {
        this.agent = agent;
        this.callers = callers;
        this.caches = caches;
        this.cluster = cluster;
        this.clock = clock;
    }

    /** What is cached, and what is not to be served of it. */
    record Caches(ExactCache exact, SemanticCache semantic, Watermarks watermarks) {}

    @Override
    public void invalidate(InvalidateRequest request, StreamObserver<InvalidateReply> caller) {
        serve(caller, OPERATORS, principal -> {
            Watermark watermark = watermark(request);
            Tally answers = caches.exact().tally(watermark);
            Tally questions = caches.semantic().tally(watermark);
            if (!request.getDryRun()) {
                LOG.info(
                        "'{}' has {} invalidated that were stored until {}: {} answers, {} questions",
                        principal.name(),
                        watermark.selection(),
                        watermark.untilMillis(),
                        answers.covered(),
                        questions.covered());
                add(watermark);
            }
            return InvalidateReply.newBuilder()
                    .setAnswers(answers.covered())
                    .setAnswersInAll(answers.all())
                    .setQuestions(questions.covered())
                    .setQuestionsInAll(questions.all())
                    .setUntilMillis(watermark.untilMillis())
                    .build();
        });
    }

    private void add(Watermark watermark) {
        try {
            caches.watermarks().add(watermark);
        } catch (RuntimeException e) {
            LOG.warn("an invalidation did not reach the cluster", e);
            throw refusal(
                    Status.UNAVAILABLE,
                    "the cluster did not take it; it holds on agent " + agent + " only: send it again");
        }
    }

    private Watermark watermark(InvalidateRequest request) {
        Selection selection = switch (request.getEntriesCase()) {
            case TENANT -> new Selection(Kind.TENANT, named("tenant", request.getTenant()));
            case USER -> new Selection(Kind.USER, named("user", request.getUser()));
            case POLICY -> new Selection(Kind.POLICY, named("policy", request.getPolicy()));
            case TAG -> new Selection(Kind.TAG, tag(request.getTag()));
            case DECISION_ID -> new Selection(Kind.DECISION, named("decision_id", request.getDecisionId()));
            case ALL -> new Selection(Kind.ALL, "");
            case ENTRIES_NOT_SET ->
                throw refusal(
                        Status.INVALID_ARGUMENT,
                        "which entries: name a tenant, user, policy, tag or decision, or say all");
        };
        long age = request.getOlderThanSeconds();
        if (age < 0 || age > YEAR_SECONDS) {
            throw refusal(Status.INVALID_ARGUMENT, "older_than_seconds is 0 to " + YEAR_SECONDS);
        }
        return new Watermark(selection, clock.millis() - age * 1_000);
    }

    private static String named(String field, String name) {
        if (name.isBlank() || name.length() > NAME_CHARS_MOST) {
            throw refusal(Status.INVALID_ARGUMENT, field + " has 1 to " + NAME_CHARS_MOST + " characters");
        }
        return name;
    }

    private static String tag(String tag) {
        if (tag.indexOf('=') < 1) {
            throw refusal(Status.INVALID_ARGUMENT, "tag is written NAME=VALUE");
        }
        return named("tag", tag);
    }

    @Override
    public void contents(CacheContentsRequest request, StreamObserver<CacheContents> caller) {
        serve(caller, VIEWERS, principal -> {
            CacheStats exact = caches.exact().stats();
            SemanticStats semantic = caches.semantic().stats();
            return CacheContents.newBuilder()
                    .setAgent(agent)
                    .setMembers(cluster.map(Cluster::size).orElse(0))
                    .setAnswers(caches.exact().size())
                    .setQuestions(semantic.held().vectors())
                    .setPartitions(semantic.held().partitions())
                    .setGraphs(semantic.held().graphs())
                    .setQuestionBytes(semantic.held().bytes())
                    .setInvalidations(caches.watermarks().size())
                    .setExactLookups(exact.hits() + exact.misses())
                    .setExactHits(exact.hits())
                    .setSemanticLookups(semantic.hits() + semantic.misses())
                    .setSemanticHits(semantic.hits())
                    .build();
        });
    }

    /** One call, for somebody who may make it. */
    private interface Call<T> {
        T run(Principal principal);
    }

    private <T> void serve(StreamObserver<T> caller, Set<Role> roles, Call<T> call) {
        PresentedCredential credential = CallerCredentials.current();
        if (!slots.tryAcquire()) {
            caller.onError(refusal(
                    Status.RESOURCE_EXHAUSTED,
                    "agent " + agent + " reads its cache for others already; try again later"));
            return;
        }
        Thread.ofVirtual().name("tiergate-cache-admin").start(() -> {
            try {
                caller.onNext(call.run(permitted(credential, roles)));
                caller.onCompleted();
            } catch (StatusRuntimeException e) {
                caller.onError(e);
            } catch (RuntimeException e) { // the cluster failed, for example
                LOG.warn("a call on the cache failed", e);
                caller.onError(refusal(Status.UNAVAILABLE, "the cache cannot be read now: " + e.getMessage()));
            } finally {
                slots.release();
            }
        });
    }

    private Principal permitted(PresentedCredential credential, Set<Role> roles) {
        Principal principal = callers.principal(credential);
        if (principal == null) {
            throw refusal(Status.UNAUTHENTICATED, "the cache is shown to known keys and certificates alone");
        }
        if (principal.roles().stream().noneMatch(roles::contains)) {
            throw refusal(
                    Status.PERMISSION_DENIED,
                    roles.contains(Role.VIEWER)
                            ? "the cache is all tenants'; looking at it needs the role viewer"
                            : "invalidating entries needs the role operator");
        }
        return principal;
    }

    private static StatusRuntimeException refusal(Status status, String message) {
        return status.withDescription(message).asRuntimeException();
    }
}
