package io.tiergate.dataplane.call.openai;

import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.CompletionReader;
import io.tiergate.dataplane.call.http.HttpCalls;
import io.tiergate.dataplane.call.http.HttpProvider;
import io.tiergate.dataplane.call.http.Protocol;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** OpenAI chat completions: the caller's bytes go out and the provider's come back, kept whole. */
public final class OpenAiProtocol implements Protocol {
    private OpenAiProtocol() {}

    /** A provider that speaks it. */
    public static Provider over(HttpCalls calls) {
        return new HttpProvider(calls, new OpenAiProtocol());
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public List<CharSequence> headers(String credential) {
        return credential.isEmpty() ? List.of() : List.of(HttpHeaders.AUTHORIZATION, "Bearer " + credential);
    }

    @Override
    public byte[] body(ProviderCall call, boolean stream) {
        return RequestBody.of(call.request(), call.model().upstreamName(), stream);
    }

    @Override
    public Reply answer(byte[] body) {
        return CompletionReader.read(body);
    }

    @Override
    public Stream stream(ProviderCall call, Provider.Sink sink) {
        return new OpenAiStream(sink, call.request().view().includeUsage());
    }
}
