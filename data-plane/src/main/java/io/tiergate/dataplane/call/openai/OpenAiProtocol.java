package io.tiergate.dataplane.call.openai;

import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.CompletionReader;
import io.tiergate.dataplane.call.chat.Logprobs;
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
        return RequestBody.of(call.request(), call.model().upstreamName(), stream, call.logprobs());
    }

    @Override
    public Reply answer(ProviderCall call, byte[] body) {
        if (!call.logprobs()) {
            return CompletionReader.read(body);
        }
        Logprobs logprobs = Logprobs.in(body);
        return switch (CompletionReader.read(RequestBody.lacksLogprobs(call.request()) ? logprobs.erased() : body)) {
            case Reply.Answered answered -> new Reply.Answered(answered.answer(), logprobs.mean());
            case Reply.Failed failed -> failed;
        };
    }

    @Override
    public Stream stream(ProviderCall call, Provider.Sink sink) {
        return new OpenAiStream(sink, call.request().view().includeUsage());
    }
}
