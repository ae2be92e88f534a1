package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.http.CallFailure;
import io.tiergate.dataplane.call.http.HttpCalls;
import io.tiergate.dataplane.call.http.HttpProvider;
import io.tiergate.dataplane.call.http.Protocol;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.List;

/** Anthropic Messages, translated from and to OpenAI chat completions. What is lost on the way is listed in docs/providers.md. */
public final class AnthropicProtocol implements Protocol {
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");
    private static final CharSequence VERSION = HttpHeaders.createOptimized("anthropic-version");
    private static final CharSequence VERSION_DATE = HttpHeaders.createOptimized("2023-06-01");

    private final InstantSource clock;

    private AnthropicProtocol(InstantSource clock) {
        this.clock = clock;
    }

    /** A provider that speaks it; the clock dates answers, as Anthropic does not. */
    public static Provider over(HttpCalls calls, InstantSource clock) {
        return new HttpProvider(calls, new AnthropicProtocol(clock));
    }

    @Override
    public String path() {
        return "/messages";
    }

    @Override
    public List<CharSequence> headers(String credential) {
        return credential.isEmpty()
                ? List.of(VERSION, VERSION_DATE)
                : List.of(VERSION, VERSION_DATE, API_KEY, credential);
    }

    @Override
    public byte[] body(ProviderCall call, boolean stream) throws CallFailure {
        return MessagesRequest.of(call.request(), call.model(), stream);
    }

    @Override
    public Reply answer(ProviderCall call, byte[] body) {
        return MessageReader.read(body, clock.instant().getEpochSecond());
    }

    @Override
    public Stream stream(ProviderCall call, Provider.Sink sink) {
        return new AnthropicStream(
                sink, call.request().view().includeUsage(), clock.instant().getEpochSecond());
    }
}
