package io.tiergate.dataplane.call.http;

import io.netty.buffer.Unpooled;
import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.model.Responder.CallerGoneException;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A provider reached over HTTP, whatever its protocol. */
public final class HttpProvider implements Provider {
    private static final int MAX_ENDPOINTS = 1_000;
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");

    private final HttpCalls calls;
    private final Protocol protocol;
    private final CharSequence userAgent;
    private final ConcurrentHashMap<io.tiergate.policy.catalog.Provider, Endpoint> endpoints =
            new ConcurrentHashMap<>();

    /** A provider that speaks {@code protocol} over {@code calls}. */
    public HttpProvider(HttpCalls calls, Protocol protocol) {
        this.calls = calls;
        this.protocol = protocol;
        this.userAgent = HttpHeaders.createOptimized(calls.settings().userAgent());
    }

    @Override
    public Reply complete(ProviderCall call) {
        try {
            Endpoint endpoint = endpoint(call);
            try (HttpCall http = start(call, endpoint, false)) {
                return whole(call, http, endpoint);
            }
        } catch (CallFailure e) {
            return e.reply(Reply.Work.NONE, false);
        }
    }

    private Reply whole(ProviderCall call, HttpCall http, Endpoint endpoint) {
        try {
            byte[] body = http.readAll();
            return http.head().isOk() ? protocol.answer(call, body) : refused(http, endpoint, body);
        } catch (CallFailure e) {
            return e.reply(
                    work(e.ending(), http, new Reply.Work.Unstated(TokenUsage.NONE, http.receivedBytes())), false);
        }
    }

    @Override
    public Reply stream(ProviderCall call, Sink sink) {
        Protocol.Stream stream = protocol.stream(call, sink);
        try {
            Endpoint endpoint = endpoint(call);
            try (HttpCall http = start(call, endpoint, true)) {
                return streamed(http, endpoint, stream);
            }
        } catch (CallFailure e) {
            return e.reply(Reply.Work.NONE, false);
        }
    }

    private static Reply streamed(HttpCall http, Endpoint endpoint, Protocol.Stream stream) {
        try {
            byte[] first = http.read(false);
            if (!http.head().isOk()) {
                return refused(http, endpoint, first == null ? new byte[0] : joined(first, http.readAll()));
            }
            if (!isEventStream(http.head().contentType())) {
                return notAStream(http.head().contentType());
            }
            return pump(http, first, stream);
        } catch (CallFailure e) {
            return e.reply(work(e.ending(), http, stream.work()), stream.started());
        } catch (CallerGoneException e) {
            return new CallFailure(Ending.CANCELLED, String.valueOf(e.getMessage()))
                    .reply(work(Ending.CANCELLED, http, stream.work()), true);
        }
    }

    /** A provider that said no is not paid; one that was at work when the call ended may be. */
    private static Reply.Work work(Ending ending, HttpCall http, Reply.Work seen) {
        boolean atWork = switch (ending) {
            case CUT, MALFORMED, TIMED_OUT, CANCELLED -> http.isSent();
            default -> !seen.equals(Reply.Work.UNSEEN);
        };
        return atWork && !http.head().isRefusal() ? seen : Reply.Work.NONE;
    }

    private static Reply pump(HttpCall http, byte @Nullable [] first, Protocol.Stream stream) throws CallFailure {
        EventStream events = new EventStream(stream::event);
        for (byte[] bytes = first; bytes != null; bytes = http.read(events.begun())) {
            if (!events.feed(bytes)) {
                http.closeWhole();
                return stream.end();
            }
        }
        events.end();
        return stream.end();
    }

    private static boolean isEventStream(String contentType) {
        return contentType.isEmpty() || contentType.regionMatches(true, 0, "text/event-stream", 0, 17);
    }

    private static Reply notAStream(String contentType) {
        String detail = "asked for a stream of events, got " + ErrorText.clean(contentType);
        return new CallFailure(Ending.MALFORMED, detail).reply(Reply.Work.NONE, false);
    }

    private HttpCall start(ProviderCall call, Endpoint endpoint, boolean stream) throws CallFailure {
        List<CharSequence> headers = new ArrayList<>(12);
        headers.add(HttpHeaders.CONTENT_TYPE);
        headers.add(HttpCalls.JSON);
        headers.add(HttpHeaders.ACCEPT);
        headers.add(stream ? EVENT_STREAM : HttpCalls.JSON);
        headers.add(HttpHeaders.USER_AGENT);
        headers.add(userAgent);
        headers.add(REQUEST_ID);
        headers.add(call.attemptId());
        headers.addAll(protocol.headers(endpoint.credential()));
        byte[] body = protocol.body(call, stream);
        var outgoing = new HttpCalls.Outgoing(endpoint, headers, BufferInternal.buffer(Unpooled.wrappedBuffer(body)));
        var limits = new Limits(
                calls.settings().connectMillis(), call.firstTokenMillis(), call.idleMillis(), call.deadlineNanos());
        return calls.start(outgoing, limits, call.cancellation());
    }

    private Endpoint endpoint(ProviderCall call) throws CallFailure {
        io.tiergate.policy.catalog.Provider provider = call.model().provider();
        Endpoint known = endpoints.get(provider);
        if (known != null) {
            return known;
        }
        Endpoint made = Endpoint.of(provider, protocol.path(), calls.settings().connectMillis());
        if (endpoints.size() >= MAX_ENDPOINTS) {
            endpoints.clear(); // catalogs come and go; the ones in use are back with their next call
        }
        Endpoint other = endpoints.putIfAbsent(provider, made);
        return other == null ? made : other;
    }

    private static Reply refused(HttpCall http, Endpoint endpoint, byte[] body) throws CallFailure {
        ReplyHead head = http.head();
        String credential = endpoint.credential();
        if (head.status() == 401 || head.status() == 403) {
            endpoint.credentialRefused();
        }
        return StatusCodes.failure(
                        head.status(),
                        ErrorText.clean(ErrorBody.message(body), credential),
                        RetryAfter.millis(head, Instant.now()))
                .reply(Reply.Work.NONE, false);
    }

    private static byte[] joined(byte[] first, byte[] rest) {
        byte[] all = new byte[first.length + rest.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }
}
