package io.tiergate.simulator.http;

import io.tiergate.simulator.bill.Bill;
import io.tiergate.simulator.bill.BilledCall;
import io.tiergate.simulator.bill.Quote;
import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.fault.Fault;
import io.tiergate.simulator.fault.FaultFormatException;
import io.tiergate.simulator.fault.FaultParser;
import io.tiergate.simulator.fault.Faults;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The paths under {@code /admin}: the bill, quotes, the faults, health. Only for callers on loopback, with the token if there is one. */
final class Admin {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Vertx vertx;
    private final Provider provider;
    private final @Nullable String token;

    Admin(Vertx vertx, Provider provider, @Nullable String token) {
        this.vertx = vertx;
        this.provider = provider;
        this.token = token;
    }

    void handle(HttpServerRequest request, String path) {
        String action = request.method().name() + " " + path;
        if (!mayEnter(request, action)) {
            reply(request, 403, problem("admin is for callers on loopback with 'Authorization: Bearer TOKEN'"));
            return;
        }
        switch (action) {
            case "GET /admin/health" ->
                reply(request, 200, JSON.createObjectNode().put("status", "up"));
            case "GET /admin/bill" -> reply(request, 200, bill(provider.bill().totals()));
            case "DELETE /admin/bill", "DELETE /admin/bill/calls" -> {
                provider.bill().reset();
                reply(request, 200, bill(provider.bill().totals()));
            }
            case "GET /admin/bill/calls" -> calls(request.response());
            case "GET /admin/quotes" -> quotes(request);
            case "GET /admin/faults" -> reply(request, 200, faults());
            case "PUT /admin/faults" ->
                BodyReader.read(
                        request,
                        body -> setFaults(request, body),
                        () -> reply(request, 413, problem("the body is too large")));
            case "DELETE /admin/faults" -> {
                provider.faults().replace(0, List.of());
                reply(request, 200, faults());
            }
            default -> reply(request, 404, problem("unknown admin action " + action));
        }
    }

    private boolean mayEnter(HttpServerRequest request, String action) {
        if (!isLoopback(request.remoteAddress().hostAddress())) {
            return false;
        }
        if (token == null || action.equals("GET /admin/health")) {
            return true;
        }
        String given = String.valueOf(request.getHeader("authorization"));
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLoopback(String address) {
        return InetAddress.ofLiteral(address).isLoopbackAddress();
    }

    private void setFaults(HttpServerRequest request, Buffer body) {
        try {
            JsonNode rules = JSON.readTree(body.getBytes());
            provider.faults().replace(FaultParser.seed(rules), FaultParser.rules(rules));
            reply(request, 200, faults());
        } catch (JacksonException e) {
            reply(request, 400, problem("the body is not JSON: " + e.getOriginalMessage()));
        } catch (FaultFormatException e) {
            reply(request, 400, problem(String.valueOf(e.getMessage())));
        }
    }

    private ArrayNode faults() {
        ArrayNode list = JSON.createArrayNode();
        for (Faults.Remaining remaining : provider.faults().remaining()) {
            Fault fault = remaining.rule().fault();
            list.addObject()
                    .put("model", remaining.rule().model())
                    .put("match_id", remaining.rule().promptId())
                    .put("kind", fault.kind().label())
                    .put("status", fault.status())
                    .put("retry_after_s", fault.retryAfterSeconds())
                    .put("after_chunks", fault.afterChunks())
                    .put("latency_ms", fault.latencyMillis())
                    .put("probability", remaining.rule().probability())
                    .put("left", remaining.left())
                    .put("fired", remaining.fired());
        }
        return list;
    }

    private static ObjectNode bill(Bill.Totals totals) {
        ObjectNode body = JSON.createObjectNode();
        body.put("total_micros", totals.micros());
        body.put("calls", totals.billedCalls());
        body.put("unbilled_calls", totals.unbilledCalls());
        body.put("calls_no_longer_listed", totals.forgottenCalls());
        ObjectNode byModel = body.putObject("by_model");
        for (Map.Entry<String, Bill.ModelTotal> entry : totals.byModel().entrySet()) {
            Bill.ModelTotal total = entry.getValue();
            ObjectNode model = byModel.putObject(entry.getKey());
            model.put("micros", total.micros()).put("calls", total.calls());
            model.set("usage", usage(total.usage()));
        }
        return body;
    }

    private static ObjectNode usage(Usage usage) {
        return JSON.createObjectNode()
                .put("input", usage.input())
                .put("cached_input", usage.cachedInput())
                .put("cache_write", usage.cacheWrite())
                .put("output", usage.output())
                .put("reasoning", usage.reasoning());
    }

    private void calls(HttpServerResponse response) {
        StringBuilder lines = new StringBuilder();
        for (BilledCall call : provider.bill().calls()) {
            lines.append(JSON.writeValueAsString(line(call))).append('\n');
        }
        response.putHeader("content-type", "application/x-ndjson").end(lines.toString());
    }

    /** Counts tokens of whole sets, so not on the event loop. */
    private void quotes(HttpServerRequest request) {
        vertx.executeBlocking(() -> {
                    StringBuilder lines = new StringBuilder();
                    for (Quote quote : provider.quotes().all()) {
                        lines.append(JSON.writeValueAsString(line(quote))).append('\n');
                    }
                    return lines.toString();
                })
                .onSuccess(lines -> request.response()
                        .putHeader("content-type", "application/x-ndjson")
                        .end(lines))
                .onFailure(failure -> reply(request, 500, problem("no quotes: " + failure)));
    }

    private static ObjectNode line(Quote quote) {
        ObjectNode line = JSON.createObjectNode();
        line.put("prompt", quote.promptId())
                .put("model", quote.model())
                .put("recorded", quote.recordedId())
                .put("micros", quote.micros());
        line.set("usage", usage(quote.usage()));
        return line;
    }

    private static ObjectNode line(BilledCall call) {
        ObjectNode line = JSON.createObjectNode();
        line.put("request_id", call.requestId())
                .put("time", call.time().toString())
                .put("api", call.api())
                .put("model", call.model())
                .put("prompt", call.promptId())
                .put("streamed", call.streamed())
                .put("status", call.status())
                .put("outcome", call.outcome().label())
                .put("billed", call.billed())
                .put("micros", call.micros());
        line.set("usage", usage(call.usage()));
        return line;
    }

    private static ObjectNode problem(String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("message", message);
        return body;
    }

    private static void reply(HttpServerRequest request, int status, JsonNode body) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(JSON.writeValueAsString(body));
    }
}
