package io.tiergate.classifier.api;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.tiergate.classifier.run.Analyst;
import io.tiergate.classifier.run.Outcome;
import io.tiergate.classifier.run.Patience;
import io.tiergate.classifier.run.Shelf;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.ListModelsReply;
import io.tiergate.v1.ListModelsRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code tiergate.v1.Classifier}, behind the callers' door. Its methods block: a virtual thread each. Thread-safe. */
public final class ClassifierService extends ClassifierGrpc.ClassifierImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(ClassifierService.class);
    private static final String CALLS = "tiergate.classifier.calls";

    private final Analyst analyst;
    private final Shelf shelf;
    private final long longestWaitNanos;
    private final MeterRegistry registry;

    /**
     * The service.
     *
     * @param longestWait for callers that set no deadline, or a later one
     */
    public ClassifierService(Analyst analyst, Shelf shelf, Duration longestWait, MeterRegistry registry) {
        this.analyst = analyst;
        this.shelf = shelf;
        this.longestWaitNanos = longestWait.toNanos();
        this.registry = registry;
        registry.gauge("tiergate.classifier.waiting", analyst, Analyst::waiting);
    }

    @Override
    public void analyze(AnalyzeRequest request, StreamObserver<AnalyzeReply> responses) {
        answer(responses, () -> {
            Outcome outcome = analyst.analyze(
                    new Analyst.Request(
                            request.getTextsList(),
                            request.getModel(),
                            request.getHeadsList(),
                            !request.getEmbedding()),
                    patience());
            return switch (outcome) {
                case Outcome.Analyzed analyzed -> {
                    count("analyzed");
                    registry.counter("tiergate.classifier.texts").increment(request.getTextsCount());
                    yield Wire.reply(analyzed, request.getEmbedding());
                }
                case Outcome.Refused refused -> {
                    count(refused.reason().name().toLowerCase(Locale.ROOT));
                    throw status(refused.reason())
                            .withDescription(refused.message())
                            .asRuntimeException();
                }
            };
        });
    }

    private Patience patience() {
        Context context = Context.current();
        Deadline deadline = context.getDeadline();
        long nanos = deadline == null
                ? longestWaitNanos
                : Math.min(longestWaitNanos, deadline.timeRemaining(TimeUnit.NANOSECONDS));
        return new Patience(System.nanoTime() + nanos, context::isCancelled);
    }

    private void count(String outcome) {
        registry.counter(CALLS, "outcome", outcome).increment();
    }

    private static Status status(Outcome.Reason reason) {
        return switch (reason) {
            case QUEUE_FULL -> Status.RESOURCE_EXHAUSTED;
            case TOO_MANY_TEXTS, UNKNOWN_HEAD -> Status.INVALID_ARGUMENT;
            case TOO_LATE -> Status.DEADLINE_EXCEEDED;
            case UNKNOWN_MODEL -> Status.NOT_FOUND;
            case MODEL_FAILED -> Status.INTERNAL;
            case STOPPING -> Status.UNAVAILABLE;
        };
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsReply> responses) {
        answer(responses, () -> Wire.models(shelf));
    }

    private <T> void answer(StreamObserver<T> responses, Supplier<T> call) {
        T reply;
        try {
            reply = call.get();
        } catch (StatusRuntimeException e) {
            responses.onError(e);
            return;
        } catch (RuntimeException e) {
            LOG.error("a call failed", e);
            responses.onError(Status.INTERNAL
                    .withDescription("the classifier node failed; see its log")
                    .asRuntimeException());
            return;
        }
        responses.onNext(reply);
        responses.onCompleted();
    }
}
