package io.tiergate.simulator.dialect;

import io.tiergate.simulator.answer.ChatRequest;
import io.tiergate.simulator.answer.ServedModel;
import io.tiergate.simulator.bill.Usage;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One provider API's way of writing things. Implementations are stateless. */
public sealed interface Dialect permits OpenAiDialect, AnthropicDialect {
    /** OpenAI Chat Completions. */
    Dialect OPENAI = new OpenAiDialect();

    /** Anthropic Messages. */
    Dialect ANTHROPIC = new AnthropicDialect();

    /** {@code openai} or {@code anthropic}. */
    String label();

    /** What ids of replies begin with. */
    String idPrefix();

    /** The response header that repeats the request id. */
    String requestIdHeader();

    /**
     * Reads a request.
     *
     * @throws InvalidRequestException if the provider would refuse it
     */
    ChatRequest request(JsonNode body) throws InvalidRequestException;

    /** The tokens in the classes that this API can state; the bill uses the same. */
    Usage classes(Usage usage);

    /** The first part of a whole answer's JSON: what differs from call to call. */
    String head(String id, long created);

    /** The rest of a whole answer's JSON: the same for every call with this answer. The id and time are not looked at. */
    String tail(Reply reply);

    /** A stream, cut into frames; the last frame ends it cleanly. */
    List<Frame> frames(Reply reply, boolean streamUsage);

    /** An error body. */
    String error(Failure failure, String requestId);

    /** The list of models. */
    String models(List<ServedModel> models);
}
