package io.tiergate.dataplane.analyze;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import io.tiergate.dataplane.analyze.AnswerReader.WrongAnswerException;
import io.tiergate.dataplane.analyze.Finding.Known;
import io.tiergate.dataplane.analyze.Finding.Reason;
import io.tiergate.dataplane.analyze.Finding.Unknown;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.ListModelsReply;
import io.tiergate.v1.ListModelsRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one classifier node. A call blocks its thread (a virtual one) until the answer, or until the node would have answered long ago: what
 * is asked costs as much as the node says, and waits a few times that. Of a model that the policy pins, the same question is asked once.
 * Never throws for what the node does. Thread-safe.
 */
public final class ClassifierClient implements Analyst, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassifierClient.class);
    private static final int MAX_REPLY_BYTES = 4 << 20;
    /** Far beyond the window of every encoder, and soon cut into tokens; what lies behind it is not sent. */
    private static final int MOST_CHARS = 1 << 16;

    private static final int CHARS_PER_TOKEN = 4;
    private static final double PATIENCE = 4;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long LIST_SECONDS = 5;

    private final ManagedChannel channel;
    private final ClassifierGrpc.ClassifierBlockingStub node;
    private final ClassifierGrpc.ClassifierStub listing;
    private final CircuitBreaker breaker;
    private final long leastWaitNanos;
    private final Facts facts = new Facts();
    private final Memo memo = new Memo();
    private final AtomicBoolean asking = new AtomicBoolean();

    private ClassifierClient(ClassifierSettings settings, ManagedChannel channel) {
        this.channel = channel;
        this.node = authorized(ClassifierGrpc.newBlockingStub(channel), settings);
        this.listing = authorized(ClassifierGrpc.newStub(channel), settings);
        this.leastWaitNanos = settings.leastWait().toNanos();
        this.breaker = CircuitBreaker.of(
                "classifier",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(settings.openFor())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> turned(event.getStateTransition().getToState()));
    }

    /**
     * A client that begins to connect; whether the node is there does not matter.
     *
     * @throws IOException if a TLS file cannot be read
     * @throws io.tiergate.transport.SecretReference.SecretUnavailableException if the key is not where its reference says
     */
    public static ClassifierClient open(ClassifierSettings settings) throws IOException {
        ManagedChannel channel = GrpcChannels.open(settings.address(), settings.tls(), MAX_REPLY_BYTES);
        try {
            ClassifierClient client = new ClassifierClient(settings, channel);
            client.askForModels();
            return client;
        } catch (RuntimeException e) {
            channel.shutdownNow();
            throw e;
        }
    }

    private static <S extends AbstractStub<S>> S authorized(S stub, ClassifierSettings settings) {
        return settings.key() == null
                ? stub
                : stub.withCallCredentials(GrpcChannels.bearer(settings.key().resolve()));
    }

    private void turned(CircuitBreaker.State state) {
        switch (state) {
            case OPEN -> LOG.warn("the classifier node fails: it is not asked for a while, safe defaults hold");
            case HALF_OPEN -> channel.resetConnectBackoff(); // else the probe meets a connection that waits
            case CLOSED -> LOG.info("the classifier node answers again");
            case DISABLED, FORCED_OPEN, METRICS_ONLY -> {}
        }
    }

    /** What the node says of the text, or said of it before; or why nothing is known of it. */
    @Override
    public Finding analyze(Question question) {
        String sent = sent(question.text());
        Memo.Key key = Memo.key(question, sent);
        Analysis before = memo.find(key);
        if (before != null) {
            return new Known(before);
        }
        Finding finding = askIfWise(question, sent);
        if (finding instanceof Known known) {
            memo.keep(key, known.analysis());
        }
        return finding;
    }

    private Finding askIfWise(Question question, String sent) {
        double cost = facts.costMicros(question.model(), sent.length() / CHARS_PER_TOKEN + 2);
        if (cost > question.mostMicros()) {
            return new Unknown(
                    Reason.TOO_DEAR,
                    "it would cost " + Math.round(cost) + " us, the policy allows " + question.mostMicros());
        }
        if (!breaker.tryAcquirePermission()) {
            return new Unknown(Reason.BREAKER_OPEN, "the classifier node failed often; it is left alone for a while");
        }
        long begun = System.nanoTime();
        Finding finding = ask(question, sent, waitNanos(cost, question));
        long took = System.nanoTime() - begun;
        switch (finding) {
            case Known known -> breaker.onSuccess(took, TimeUnit.NANOSECONDS);
            case Unknown unknown
            when unknown.reason().countsAgainstNode() ->
                breaker.onError(took, TimeUnit.NANOSECONDS, new WrongAnswerException(unknown.detail()));
            case Unknown unknown -> breaker.releasePermission();
        }
        return finding;
    }

    /** The text, or its beginning. */
    private static String sent(String text) {
        if (text.length() <= MOST_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
        return text.substring(0, end);
    }

    private long waitNanos(double costMicros, Question question) {
        long patient = leastWaitNanos + (long) (PATIENCE * costMicros * NANOS_PER_MICRO);
        return Math.min(patient, question.withinNanos());
    }

    private Finding ask(Question question, String sent, long waitNanos) {
        AnalyzeRequest request = AnalyzeRequest.newBuilder()
                .addTexts(sent)
                .setModel(question.model())
                .addAllHeads(question.heads())
                .setEmbedding(question.embedding())
                .build();
        try {
            AnalyzeReply reply =
                    node.withDeadlineAfter(waitNanos, TimeUnit.NANOSECONDS).analyze(request);
            Analysis analysis = AnswerReader.read(
                    reply, question, facts, sent.length() == question.text().length());
            facts.learn(question.model(), reply.getMicrosPerToken());
            if (!facts.knows(reply.getModel())) {
                askForModels();
            }
            return new Known(analysis);
        } catch (WrongAnswerException e) {
            return new Unknown(Reason.WRONG_ANSWER, String.valueOf(e.getMessage()));
        } catch (StatusRuntimeException e) {
            return new Unknown(reason(e.getStatus().getCode()), detail(e.getStatus()));
        }
    }

    private static Reason reason(Status.Code code) {
        return switch (code) {
            case DEADLINE_EXCEEDED, CANCELLED -> Reason.TOO_LATE;
            case UNAVAILABLE -> Reason.UNREACHABLE;
            case RESOURCE_EXHAUSTED -> Reason.OVERLOADED;
            case NOT_FOUND, INVALID_ARGUMENT -> Reason.NOT_THERE;
            default -> Reason.FAILED;
        };
    }

    private static String detail(Status status) {
        String description = status.getDescription();
        return "the classifier node: " + (description == null ? status.getCode().name() : description);
    }

    /** Learns what there is to know of the node's models, some time later; one question at a time. */
    private void askForModels() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        listing.withDeadlineAfter(LIST_SECONDS, TimeUnit.SECONDS)
                .listModels(ListModelsRequest.getDefaultInstance(), new StreamObserver<>() {
                    @Override
                    public void onNext(ListModelsReply reply) {
                        facts.learn(reply.getModelsList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        // The next answer of a model that is not known asks again.
                        asking.set(false);
                    }

                    @Override
                    public void onCompleted() {
                        asking.set(false);
                    }
                });
    }

    /** Whether the node has said what that model is like. */
    boolean knows(String model) {
        return facts.knows(model);
    }

    /** Whether the node is left alone now. */
    public boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
