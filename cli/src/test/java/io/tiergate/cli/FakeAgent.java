package io.tiergate.cli;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tiergate.v1.CacheAdminGrpc;
import io.tiergate.v1.CacheContents;
import io.tiergate.v1.CacheContentsRequest;
import io.tiergate.v1.CacheState;
import io.tiergate.v1.Choice;
import io.tiergate.v1.Committed;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.CompletionEvent;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Decision;
import io.tiergate.v1.Delta;
import io.tiergate.v1.Discarded;
import io.tiergate.v1.Escalated;
import io.tiergate.v1.ExcludedTarget;
import io.tiergate.v1.Finished;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.GetRecordRequest;
import io.tiergate.v1.InvalidateReply;
import io.tiergate.v1.InvalidateRequest;
import io.tiergate.v1.Message;
import io.tiergate.v1.PlannedRung;
import io.tiergate.v1.Record;
import io.tiergate.v1.RecordsGrpc;
import io.tiergate.v1.Role;
import io.tiergate.v1.Routing;
import io.tiergate.v1.RuleOutcome;
import io.tiergate.v1.ScanRequest;
import io.tiergate.v1.SpendGroup;
import io.tiergate.v1.SpendReply;
import io.tiergate.v1.SpendRequest;
import io.tiergate.v1.Started;
import io.tiergate.v1.Usage;
import io.tiergate.v1.WeighedSequence;
import io.tiergate.v1.Weighing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent that answers what a test says, and keeps what it was asked. */
final class FakeAgent {
    private static final Metadata.Key<String> ERROR =
            Metadata.Key.of("x-tiergate-error", Metadata.ASCII_STRING_MARSHALLER);

    final List<com.google.protobuf.Message> asked = new ArrayList<>();
    final List<String> records = new ArrayList<>();

    @Nullable
    Status refusal;

    boolean breaksOff;

    BindableService[] services() {
        return new BindableService[] {new Gateway(), new Kept(), new Cached()};
    }

    private static Routing routing() {
        return Routing.newBuilder()
                .setDecisionId("a1.0192f0aa-0000-7000-8000-000000000001")
                .setPolicy("support")
                .setPolicyRevision(3)
                .setPolicyDigest("sha256:abc")
                .setGeneration(7)
                .setArm("baseline")
                .setTask("chat")
                .setTier("mid")
                .setTarget("openai/gpt-4o")
                .setCache(CacheState.CACHE_STATE_MISS)
                .setCostMicros(1_234)
                .setEscalations(1)
                .build();
    }

    private static Usage usage() {
        return Usage.newBuilder()
                .setInput(100)
                .setCachedInput(20)
                .setOutput(30)
                .setReasoning(5)
                .build();
    }

    private <T> boolean refuses(StreamObserver<T> responses) {
        if (refusal == null) {
            return false;
        }
        Metadata trailers = new Metadata();
        trailers.put(ERROR, "targets_failed");
        responses.onError(refusal.asRuntimeException(trailers));
        return true;
    }

    private final class Gateway extends GatewayGrpc.GatewayImplBase {
        @Override
        public void complete(CompleteRequest request, StreamObserver<Completion> responses) {
            asked.add(request);
            if (refuses(responses)) {
                return;
            }
            responses.onNext(Completion.newBuilder()
                    .setModel("gpt-4o-2024-08-06")
                    .addChoices(Choice.newBuilder()
                            .setFinishReason("stop")
                            .setMessage(Message.newBuilder()
                                    .setRole(Role.ROLE_ASSISTANT)
                                    .addContent(ContentPart.newBuilder().setText("Paris.\u001b[2J"))))
                    .setUsage(usage())
                    .setRouting(routing())
                    .build());
            responses.onCompleted();
        }

        @Override
        public void completeStream(CompleteRequest request, StreamObserver<CompletionEvent> responses) {
            asked.add(request);
            if (refuses(responses)) {
                return;
            }
            CompletionEvent.Builder event = CompletionEvent.newBuilder();
            responses.onNext(event.setStarted(Started.getDefaultInstance()).build());
            responses.onNext(event.setDiscarded(Discarded.newBuilder()
                            .setTarget("openai/gpt-4o-mini")
                            .setReason("schema"))
                    .build());
            responses.onNext(event.setEscalated(Escalated.newBuilder()
                            .setFromTier("small")
                            .setToTier("mid")
                            .setReason("schema"))
                    .build());
            responses.onNext(event.setCommitted(Committed.getDefaultInstance()).build());
            responses.onNext(event.setDelta(Delta.newBuilder().setText("Par")).build());
            if (breaksOff) {
                responses.onError(Status.UNAVAILABLE
                        .withDescription("the provider closed the stream")
                        .asRuntimeException());
                return;
            }
            responses.onNext(event.setDelta(Delta.newBuilder().setText("is.")).build());
            responses.onNext(event.setFinished(Finished.newBuilder()
                            .setFinishReason("stop")
                            .setModel("gpt-4o-2024-08-06")
                            .setUsage(usage())
                            .setRouting(routing()))
                    .build());
            responses.onCompleted();
        }

        @Override
        public void decide(CompleteRequest request, StreamObserver<Decision> responses) {
            asked.add(request);
            if (refuses(responses)) {
                return;
            }
            if (request.getModel().equals("learned")) {
                responses.onNext(learned());
                responses.onCompleted();
                return;
            }
            responses.onNext(Decision.newBuilder()
                    .setPolicy("support")
                    .setPolicyRevision(3)
                    .setPolicyDigest("sha256:0123456789abcdef")
                    .setGeneration(7)
                    .setArm("baseline")
                    .setTask("extraction")
                    .setStrategy("cascade")
                    .setCache("asked")
                    .putFeatures("input_tokens", "812")
                    .putFeatures("domain", "unknown")
                    .addRules(RuleOutcome.newBuilder()
                            .setName("free plan")
                            .setWhen("caller.subscription == \"free\"")
                            .setResult("true")
                            .setEffect("at_most mid"))
                    .addRules(RuleOutcome.newBuilder()
                            .setName("legal")
                            .setWhen("domain == \"legal\"")
                            .setResult("unknown"))
                    .addRungs(PlannedRung.newBuilder()
                            .addTargets("openai/gpt-4o-mini")
                            .addTargets("deepseek/deepseek-chat")
                            .setAgree(2)
                            .addGate("schema")
                            .setCostMicros(312))
                    .addRungs(PlannedRung.newBuilder()
                            .setTier("mid")
                            .addTargets("openai/gpt-4o")
                            .setAgree(1)
                            .addGate("schema")
                            .addGate("finish")
                            .setCostMicros(12_345))
                    .addExcluded(ExcludedTarget.newBuilder()
                            .setTarget("anthropic/claude-opus-4-1")
                            .setTier("frontier")
                            .setReason("above `at_most mid`"))
                    .setFirstRungCostMicros(312)
                    .setWorstCaseCostMicros(12_657)
                    .setReferenceCostMicros(1_098_765)
                    .build());
            responses.onCompleted();
        }
    }

    private static Decision learned() {
        return Decision.newBuilder()
                .setPolicy("learned")
                .setPolicyRevision(2)
                .setPolicyDigest("sha256:0123456789abcdef")
                .setGeneration(8)
                .setArm("baseline")
                .setTask("chat")
                .setStrategy("hybrid")
                .setCache("asked")
                .addRungs(PlannedRung.newBuilder()
                        .addTargets("openai/gpt-4o-mini")
                        .addTargets("deepseek/deepseek-chat")
                        .setAgree(1)
                        .setWeighed(true)
                        .setCostMicros(312))
                .addRungs(PlannedRung.newBuilder()
                        .setTier("mid")
                        .addTargets("openai/gpt-4o")
                        .setAgree(1)
                        .setWeighed(true)
                        .setCostMicros(12_345))
                .addRungs(PlannedRung.newBuilder()
                        .setTier("frontier")
                        .addTargets("anthropic/claude-opus-4-1")
                        .setAgree(1)
                        .setCostMicros(98_765))
                .setWeighed(Weighing.newBuilder()
                        .setEstimates("sha256:fedcba9876543210")
                        .setTask("chat")
                        .setWorthMicros(25_000)
                        .setLatencyMsP95(2_500)
                        .addSequences(WeighedSequence.newBuilder()
                                .addAsk("openai/gpt-4o-mini")
                                .addAsk("deepseek/deepseek-chat")
                                .setRight(0.9312)
                                .setCostMicros(2_345)
                                .setLatencyMsP95(2_400))
                        .addSequences(WeighedSequence.newBuilder()
                                .addAsk("openai/gpt-4o")
                                .setRight(0.94)
                                .setCostMicros(12_345)))
                .setFirstRungCostMicros(312)
                .setWorstCaseCostMicros(111_422)
                .setReferenceCostMicros(98_765)
                .build();
    }

    private final class Cached extends CacheAdminGrpc.CacheAdminImplBase {
        @Override
        public void invalidate(InvalidateRequest request, StreamObserver<InvalidateReply> responses) {
            asked.add(request);
            if (refuses(responses)) {
                return;
            }
            responses.onNext(InvalidateReply.newBuilder()
                    .setAnswers(3)
                    .setAnswersInAll(120)
                    .setQuestions(2)
                    .setQuestionsInAll(80)
                    .setUntilMillis(1_796_059_030_000L)
                    .build());
            responses.onCompleted();
        }

        @Override
        public void contents(CacheContentsRequest request, StreamObserver<CacheContents> responses) {
            asked.add(request);
            responses.onNext(CacheContents.newBuilder()
                    .setAgent("a1")
                    .setMembers(2)
                    .setAnswers(120)
                    .setQuestions(80)
                    .setPartitions(7)
                    .setQuestionBytes(3 << 20)
                    .setExactLookups(400)
                    .setExactHits(100)
                    .setInvalidations(1)
                    .build());
            responses.onCompleted();
        }
    }

    private final class Kept extends RecordsGrpc.RecordsImplBase {
        @Override
        public void get(GetRecordRequest request, StreamObserver<Record> responses) {
            asked.add(request);
            for (String json : records) {
                if (json.contains(request.getDecisionId())) {
                    responses.onNext(Record.newBuilder().setJson(json).build());
                    responses.onCompleted();
                    return;
                }
            }
            responses.onError(Status.NOT_FOUND
                    .withDescription("agent a1 has no record " + request.getDecisionId())
                    .asRuntimeException());
        }

        @Override
        public void scan(ScanRequest request, StreamObserver<Record> responses) {
            asked.add(request);
            records.forEach(
                    json -> responses.onNext(Record.newBuilder().setJson(json).build()));
            responses.onCompleted();
        }

        @Override
        public void spend(SpendRequest request, StreamObserver<SpendReply> responses) {
            asked.add(request);
            responses.onNext(SpendReply.newBuilder()
                    .addGroups(group("chat", 100, 20_000))
                    .addGroups(group("extraction", 7, 1_500_000))
                    .build());
            responses.onCompleted();
        }

        private SpendGroup group(String key, long requests, long micros) {
            return SpendGroup.newBuilder()
                    .setKey(key)
                    .setRequests(requests)
                    .setHits(requests / 4)
                    .setAttempts(requests)
                    .setServedMicros(micros)
                    .setDiscardedMicros(micros / 10)
                    .setJudgeMicros(micros / 100)
                    .setReferenceMicros(micros * 5)
                    .setEstimatedAttempts(requests / 50)
                    .setEstimatedMicros(requests / 50 * 250)
                    .build();
        }
    }
}
