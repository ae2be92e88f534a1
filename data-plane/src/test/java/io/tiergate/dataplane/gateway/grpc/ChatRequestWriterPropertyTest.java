package io.tiergate.dataplane.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.dataplane.model.ChatRequestReader.Result;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import io.tiergate.v1.Sampling;
import io.tiergate.v1.Tool;
import io.tiergate.v1.ToolCall;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The oracle is the reader: what the writer noted is what reading its bytes gives. */
class ChatRequestWriterPropertyTest {
    @Property
    void requestAsNoted_isTheRequestAsRead(@ForAll("requests") CompleteRequest request, @ForAll boolean stream) {
        if (ChatRequestWriter.write(request, stream) instanceof Result.Read(ChatRequest noted)) {
            assertThat(ChatRequestReader.read(noted.body())).isInstanceOfSatisfying(Result.Read.class, read -> {
                ChatRequest expected = read.request();
                assertThat(noted.members()).isEqualTo(expected.members());
                assertThat(noted.members().keySet())
                        .containsExactlyElementsOf(expected.members().keySet());
                assertThat(noted.turns()).isEqualTo(expected.turns());
                assertThat(noted.view()).isEqualTo(expected.view());
            });
        }
    }

    @Example
    void requestThatTheReaderRefuses_isRefused() {
        CompleteRequest good = Requests.ask("support", "Hi").build();
        assertThat(ChatRequestWriter.write(good, false)).isInstanceOf(Result.Read.class);

        assertThat(refusal(good.toBuilder().setModel(" "))).contains("'model' is missing");
        assertThat(refusal(good.toBuilder().clearMessages())).contains("'messages' is missing or empty");
        assertThat(refusal(good.toBuilder().addMessages(Message.newBuilder().setRole(Role.ROLE_USER))))
                .isEqualTo("messages[1].content is missing");
        assertThat(refusal(good.toBuilder().setSampling(Sampling.newBuilder().setMaxOutputTokens(0))))
                .isEqualTo("'max_tokens' must be a whole number above 0");
        assertThat(refusal(good.toBuilder().setExtraJson("{\"n\":0}"))).isEqualTo("'n' must be a whole number above 0");
    }

    private static String refusal(CompleteRequest.Builder request) {
        return ((Result.Unreadable) ChatRequestWriter.write(request.build(), false))
                .refusal()
                .message();
    }

    @Provide
    Arbitrary<CompleteRequest> requests() {
        Arbitrary<List<Message>> messages = messages().list().ofMaxSize(4);
        return Combinators.combine(
                        texts(), messages, sampling(), Arbitraries.integers().between(0, 9))
                .as((model, turns, sampling, more) -> {
                    CompleteRequest.Builder request =
                            CompleteRequest.newBuilder().setModel(model).addAllMessages(turns);
                    switch (more) {
                        case 0 -> request.addTools(Tool.newBuilder().setName("add"));
                        case 1 -> request.setExtraJson("{\"n\":2,\"user\":\"u\"}");
                        case 2 -> request.getResponseFormatBuilder().setJsonObject(true);
                        default -> request.setSampling(sampling);
                    }
                    return request.build();
                });
    }

    private static Arbitrary<Message> messages() {
        Arbitrary<Role> roles = Arbitraries.of(Role.ROLE_SYSTEM, Role.ROLE_USER, Role.ROLE_ASSISTANT, Role.ROLE_TOOL);
        return Combinators.combine(
                        roles,
                        texts().list().ofMaxSize(2),
                        texts(),
                        Arbitraries.integers().between(0, 5))
                .as((role, parts, other, more) -> {
                    Message.Builder message = Message.newBuilder().setRole(role);
                    parts.forEach(
                            text -> message.addContent(ContentPart.newBuilder().setText(text)));
                    switch (more) {
                        case 0 -> message.setName(other);
                        case 1 -> message.setToolCallId(other);
                        case 2 ->
                            message.addToolCalls(
                                    ToolCall.newBuilder().setId(other).setArgumentsJson("{\"a\":1}"));
                        case 3 -> message.addContent(ContentPart.newBuilder().setImageUrl(other));
                        default -> {}
                    }
                    return message.build();
                });
    }

    private static Arbitrary<Sampling> sampling() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0, 2),
                        Arbitraries.longs(),
                        texts().list().ofMaxSize(2),
                        Arbitraries.integers().between(-1, 1_000),
                        Arbitraries.integers().between(0, 63))
                .as((number, seed, stops, maximum, which) -> {
                    Sampling.Builder sampling = Sampling.newBuilder();
                    if ((which & 1) != 0) {
                        sampling.setTemperature(number);
                    }
                    if ((which & 2) != 0) {
                        sampling.setTopP(number);
                    }
                    if ((which & 4) != 0) {
                        sampling.setMaxOutputTokens(maximum);
                    }
                    if ((which & 8) != 0) {
                        sampling.addAllStop(stops);
                    }
                    if ((which & 16) != 0) {
                        sampling.setSeed(seed);
                    }
                    if ((which & 32) != 0) {
                        sampling.setFrequencyPenalty(-number).setPresencePenalty(number);
                    }
                    return sampling.build();
                });
    }

    /** Signs that are escaped, and signs of one to four bytes. */
    private static Arbitrary<String> texts() {
        return Arbitraries.of("a", " ", "\n", "\u0001", "\"", "\\", "ä", "中", "😀")
                .list()
                .ofMaxSize(12)
                .map(signs -> String.join("", signs));
    }
}
