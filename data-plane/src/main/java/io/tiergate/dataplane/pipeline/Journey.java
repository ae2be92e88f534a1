package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.cache.CacheIdentity;
import io.tiergate.dataplane.cache.CacheScope;
import io.tiergate.dataplane.cache.Cacheability;
import io.tiergate.dataplane.cache.CachedAnswer;
import io.tiergate.dataplane.cache.InFlight;
import io.tiergate.dataplane.cache.Lookup;
import io.tiergate.dataplane.cache.SemanticLookup;
import io.tiergate.dataplane.cache.SemanticQuestion;
import io.tiergate.dataplane.call.Walker;
import io.tiergate.dataplane.gate.Gatekeeper;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.dataplane.model.RoutingInfo.ServedBy;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.dataplane.model.Trail;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.compile.CompiledPolicy.CacheSettings;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Similar;
import io.tiergate.policy.similarity.SemanticSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way. Confined: its steps follow each other, on the caller's thread first and then on one virtual thread. */
final class Journey {
    private static final Logger LOG = LoggerFactory.getLogger(Journey.class);
    /** Longer than a healthy cluster takes by far; a slower one is a miss. */
    private static final long CACHE_WAIT_MILLIS = 100;

    private final Pipeline.Stages stages;
    private final Exchange exchange;
    private final Snapshot snapshot;
    private final Trail trail;
    private final Executor virtualThreads;

    private Admission.Outcome.@Nullable Admitted admitted;
    private @Nullable CacheIdentity identity;
    private boolean concluded;

    Journey(Pipeline.Stages stages, Exchange exchange, Snapshot snapshot, Trail trail, Executor virtualThreads) {
        this.stages = stages;
        this.exchange = exchange;
        this.snapshot = snapshot;
        this.trail = trail;
        this.virtualThreads = virtualThreads;
    }

    void begin() {
        guarded(this::admit);
    }

    private void admit() {
        long draw = ThreadLocalRandom.current().nextLong();
        switch (stages.admission().admit(exchange, snapshot, trail.id(), draw)) {
            case Admission.Outcome.Refused refused -> {
                if (refused.caller() != null) {
                    trail.caller(refused.caller());
                }
                refuse(refused.refusal());
            }
            case Admission.Outcome.Admitted yes -> {
                admitted = yes;
                trail.caller(yes.caller());
                trail.decided(yes.decision());
                exchange.responder().admitted(trail.id());
                lookUp(yes.decision());
            }
        }
    }

    private void lookUp(Decision decision) {
        if (!cacheObstacle(decision, exchange.request()).isEmpty()) {
            hop(() -> serve(decision));
            return;
        }
        CacheIdentity question = CacheIdentity.of(CacheScope.of(decision), exchange.request());
        identity = question;
        switch (stages.caches().exact().lookup(question)) {
            case Lookup.Hit hit -> answer(decision, "exact", hit.answer(), null);
            case Lookup.Miss miss -> hop(() -> missed(decision, question));
            case Lookup.Pending pending ->
                hop(() -> {
                    switch (pending.await(CACHE_WAIT_MILLIS)) {
                        case Lookup.Hit hit -> answer(decision, "exact", hit.answer(), null);
                        case Lookup.Miss miss -> missed(decision, question);
                    }
                });
        }
    }

    /** Why the cache is not asked; empty: it is. */
    static String cacheObstacle(Decision decision, ChatRequest request) {
        if (!decision.arm().policy().settings().cache().exact()) {
            return "the policy caches nothing";
        }
        if (decision.constraints().noCache()) {
            return "a rule or the caller forbids it";
        }
        return Cacheability.of(request).allowed() ? "" : "the request asks for several choices";
    }

    private void answer(Decision decision, String state, CachedAnswer cached, @Nullable Similar similar) {
        CachedAnswer.Origin origin = cached.origin();
        trail.cache(new CacheUse(state, key(), origin.decisionId(), origin.target(), origin.tier(), similar));
        RoutingInfo info = trail.info(new ServedBy(origin.tier(), origin.target(), false), 0);
        conclude(new End.Hit(), decision.referenceMicros(cached.answer().usage()));
        exchange.responder().finish(new Responder.Served(cached.answer(), info));
    }

    private void missed(Decision decision, CacheIdentity question) {
        trail.cache(new CacheUse("miss", key(), "", "", ""));
        if (exchange.request().view().stream()) {
            serve(decision); // it would have to wait for the whole of the other's answer
            return;
        }
        switch (stages.caches().inFlight().join(question.key())) {
            case InFlight.Leader leader -> {
                try (leader) {
                    CachedAnswer fresh = serve(decision);
                    if (fresh != null) {
                        leader.publish(fresh);
                    }
                }
            }
            case InFlight.Follower follower -> {
                exchange.responder().onCancel(follower::leave);
                long left = decision.budget().deadlineMillis() - trail.elapsedMillis(System.nanoTime());
                switch (follower.await(Math.max(0, left / 2))) {
                    case Lookup.Hit hit -> answer(decision, "exact", hit.answer(), null);
                    case Lookup.Miss miss -> serve(decision);
                }
            }
        }
    }

    private String key() {
        CacheIdentity asked = identity;
        return asked == null ? "" : asked.key().toString();
    }

    /** What the classifier says of what the caller left open changes the decision, and may forbid the cache. */
    private Inquiry.Learned learned(Decision declared) {
        Inquiry.Learned learned = new Inquiry(stages.analyst())
                .ask(declared, exchange.request(), identity != null, trail.elapsedMillis(System.nanoTime()));
        Decision known = learned.decision();
        if (known != declared) {
            trail.decided(known);
        }
        Predicted said = known.inputs().predicted();
        boolean unanswered = said != null && !said.failure().isEmpty();
        if (known.constraints().noCache() || unanswered) {
            identity = null; // what was served for want of an answer is not what would be served with one
        }
        return learned;
    }

    /** Whether a similar question's answer was served. */
    private boolean isAnsweredAlike(Inquiry.Learned learned) {
        SemanticQuestion question = learned.question();
        Decision decision = learned.decision();
        SemanticSettings settings = decision.arm().policy().settings().cache().semantic();
        if (question == null || settings == null) {
            if (!learned.unasked().isEmpty()) {
                trail.cache(missed(new Similar.Unasked(learned.unasked())));
            }
            return false;
        }
        return switch (stages.caches().semantic().lookup(question, settings, CACHE_WAIT_MILLIS)) {
            case SemanticLookup.Hit hit -> {
                answer(decision, "semantic", hit.answer(), found(hit.likeness()));
                yield true;
            }
            case SemanticLookup.Miss miss -> {
                SemanticLookup.Likeness likeliest = miss.likeliest();
                if (likeliest != null) {
                    trail.cache(missed(found(likeliest)));
                }
                yield false;
            }
        };
    }

    private CacheUse missed(Similar similar) {
        return new CacheUse("miss", key(), "", "", "", similar);
    }

    private static Similar found(SemanticLookup.Likeness likeness) {
        return new Similar.Found(Predicted.millionths(likeness.probability()), Predicted.millionths(likeness.cosine()));
    }

    /** Plans, calls and answers; gives what was stored in the cache, or null. */
    private @Nullable CachedAnswer serve(Decision declared) {
        Inquiry.Learned learned = learned(declared);
        if (isAnsweredAlike(learned)) {
            return null;
        }
        Decision decision = learned.decision();
        Plan plan = decision.plan();
        trail.planned(plan);
        Walker.Walked walked = new Walker(stages.targets(), new Gate(), exchange, decision, trail).walk(plan);
        RoutingInfo info = trail.info(walked.served(), walked.escalations());
        CachedAnswer fresh = walked.answer() == null ? null : store(learned, walked);
        conclude(new End.Walked(walked.seen(), walked.move()), 0);
        switch (walked.move()) {
            case Move.Serve serve ->
                exchange.responder().finish(new Responder.Served(Objects.requireNonNull(walked.answer()), info));
            case Move.Fail fail -> exchange.responder().fail(Failures.refusal(fail, walked.upstream()), info);
            case Move.Calling calling -> throw new IllegalStateException("a walk does not end with a question");
        }
        return fresh;
    }

    private @Nullable CachedAnswer store(Inquiry.Learned learned, Walker.Walked walked) {
        Answer answer = Objects.requireNonNull(walked.answer());
        boolean good = !walked.served().belowBar() && walked.accepted();
        CacheIdentity exact = identity;
        if (exact == null || !good || !Cacheability.of(answer).allowed()) {
            return null;
        }
        Decision decision = learned.decision();
        CacheSettings settings = decision.arm().policy().settings().cache();
        long now = trail.timeMillis();
        CachedAnswer entry = new CachedAnswer(
                answer,
                new CachedAnswer.Origin(
                        walked.served().target(),
                        walked.served().tier(),
                        trail.id(),
                        decision.arm().policy().digest()),
                new CachedAnswer.Validity(now, now + settings.ttlSeconds() * 1_000),
                new CachedAnswer.Labels(
                        decision.features().caller().tenant(),
                        decision.arm().policy().name(),
                        decision.features().caller().user(),
                        decision.features().tags()));
        SemanticQuestion question = learned.question();
        stages.caches()
                .exact()
                .store(
                        exact,
                        entry,
                        question == null
                                ? () -> {}
                                : () -> stages.caches().semantic().keep(question, exact, entry));
        return entry;
    }

    private void refuse(Refusal refusal) {
        RoutingInfo info = trail.info(ServedBy.NOBODY, 0);
        conclude(new End.Refused(refusal.kind().label(), refusal.message()), 0);
        exchange.responder().fail(refusal, info);
    }

    /** Gives the tenant's place back and records; once, before the caller gets the end of its answer. */
    private void conclude(End end, long hitReferenceMicros) {
        if (concluded) {
            return;
        }
        concluded = true;
        if (admitted != null) {
            admitted.lease().close();
            stages.limits().spent(admitted.caller().tenant(), trail.costMicros());
        }
        stages.recorder().offer(trail.toRecord(end, hitReferenceMicros, System.nanoTime()));
    }

    private void hop(Runnable step) {
        virtualThreads.execute(() -> guarded(step));
    }

    /** A bug ends its own request, with a record, and no other. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("decision {} broke", trail.id(), bug);
            refuse(Refusal.of(
                    ErrorKind.INTERNAL, "the agent broke on this request; its log has decision " + trail.id()));
        }
    }

    /** The gate, as the walk sees it. */
    private final class Gate implements Walker.Examiner {
        private final AnswerComparer comparer = new AnswerComparer(stages.analyst(), trail);

        @Override
        public List<CheckResult> examine(Decision decision, Answer answer) {
            return Gatekeeper.examine(decision, exchange.request(), answer);
        }

        @Override
        public ChatRequest judgeQuestion(Answer answer) {
            return Gatekeeper.judgeQuestion(exchange.request(), answer);
        }

        @Override
        public OptionalInt grade(Answer answer) {
            return Gatekeeper.grade(answer);
        }

        @Override
        public Optional<CanonicalAnswer> canonical(TaskProfile task, Answer answer) {
            return Gatekeeper.canonical(task, answer);
        }

        @Override
        public Walker.Resemblance compare(Decision decision, Answer answer, Map<Integer, Answer> earlier) {
            return comparer.compare(decision, answer, earlier);
        }
    }
}
