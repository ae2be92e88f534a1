package io.tiergate.simulator.http;

import io.tiergate.simulator.answer.ChatRequest;
import io.tiergate.simulator.answer.Composed;
import io.tiergate.simulator.answer.Library.Lookup;
import io.tiergate.simulator.answer.Models.Resolution;
import io.tiergate.simulator.answer.ServedModel;
import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.dialect.Dialect;
import io.tiergate.simulator.dialect.Failure;
import io.tiergate.simulator.dialect.Frame;
import io.tiergate.simulator.dialect.InvalidRequestException;
import io.tiergate.simulator.dialect.Reply;
import io.tiergate.simulator.fault.Fault;
import io.tiergate.simulator.fault.FaultFormatException;
import io.tiergate.simulator.fault.FaultKind;
import io.tiergate.simulator.fault.FaultParser;
import io.tiergate.simulator.fault.FaultPlan;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Decides what one request gets: reads it, finds model and answer, applies faults. */
final class Call {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Provider provider;
    private final Renderings renderings;
    private final Dialect dialect;
    private final Settlement settlement;
    private final Delivery delivery;

    Call(Provider provider, Renderings renderings, Dialect dialect, Settlement settlement, Delivery delivery) {
        this.provider = provider;
        this.renderings = renderings;
        this.dialect = dialect;
        this.settlement = settlement;
        this.delivery = delivery;
    }

    /**
     * Answers the request.
     *
     * @param providerName from the path; null if it names none
     * @param faultHeader the faults that the request asks for; null for none
     */
    void answer(@Nullable String providerName, @Nullable String faultHeader, Buffer body) {
        try {
            ChatRequest request = dialect.request(JSON.readTree(body.getBytes()));
            settlement.asksForStream(request.stream());
            FaultPlan asked = FaultParser.header(faultHeader);
            switch (provider.models().resolve(providerName, request.model())) {
                case Resolution.Unknown unknown -> refuse(404, "model_not_found", unknown.message(), "model");
                case Resolution.Known known -> lookUp(request, known.model(), asked);
            }
        } catch (JacksonException e) {
            refuse(400, null, "the body is not JSON: " + e.getOriginalMessage(), null);
        } catch (InvalidRequestException e) {
            delivery.fail(e.failure(), 0);
        } catch (FaultFormatException e) {
            refuse(400, null, String.valueOf(e.getMessage()), FaultParser.HEADER);
        }
    }

    private void refuse(int status, @Nullable String code, String message, @Nullable String field) {
        delivery.fail(new Failure(status, code, message, field, null), 0);
    }

    private void lookUp(ChatRequest request, ServedModel model, FaultPlan asked) {
        settlement.calls(model);
        switch (provider.answers().find(request, model)) {
            case Lookup.Found found -> found(request, model, found, asked);
            case Lookup.UnknownPrompt _ ->
                refuse(404, "prompt_not_in_set", "this prompt is in no recorded set", "messages");
            case Lookup.NoAnswer no ->
                refuse(
                        404,
                        "no_recorded_answer",
                        "prompt " + no.promptId() + " has no recorded answer of " + model.id(),
                        "model");
            case Lookup.ScoreOnly score ->
                refuse(
                        404,
                        "no_recorded_text",
                        "prompt " + score.promptId() + " has a score of " + model.id() + " but no text",
                        "model");
        }
    }

    private void found(ChatRequest request, ServedModel model, Lookup.Found found, FaultPlan asked) {
        String promptId = found.prompt().id();
        settlement.prompts(promptId);
        FaultPlan faults = asked.plus(provider.faults().decide(model.id(), promptId));
        Fault fault = faults.fault();
        if (fault != null && fault.kind() == FaultKind.STATUS) {
            String message = "simulated failure with status " + fault.status();
            delivery.fail(
                    new Failure(fault.status(), null, message, null, fault.retryAfterSeconds()), faults.delayMillis());
            return;
        }
        Composed composed = provider.composer().compose(found.prompt(), found.answer(), request, faults);
        Usage usage = dialect.classes(composed.answer().usage());
        Reply reply = new Reply(
                dialect.idPrefix() + settlement.requestId(),
                provider.clock().instant().getEpochSecond(),
                model.name(),
                composed.answer(),
                stated(usage, faults));
        ThinkTime.Pace pace =
                provider.thinkTime().pace(composed.answer(), found.answer().latencyMillis(), faults.delayMillis());
        StreamEnd end = StreamEnd.of(faults);
        if (request.stream()) {
            List<Frame> frames = end.frames(dialect.frames(reply, request.streamUsage()), faults);
            delivery.stream(reply, frames, new Delivery.Ending(end, provider.composer()), pace);
        } else {
            boolean keep = composed.asRecorded() && !found.madeUp() && fault == null;
            delivery.whole(body(reply, found, keep), usage, end, pace.lastMillis());
        }
    }

    private Buffer body(Reply reply, Lookup.Found found, boolean keep) {
        byte[] tail = keep
                ? renderings.tail(dialect, found.answer(), reply)
                : dialect.tail(reply).getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(dialect.head(reply.id(), reply.created())).appendBytes(tail);
    }

    private static @Nullable Usage stated(Usage usage, FaultPlan faults) {
        if (faults.is(FaultKind.NO_USAGE)) {
            return null;
        }
        return faults.is(FaultKind.WRONG_USAGE) ? usage.withOutput(2 * usage.output() + 1) : usage;
    }
}
