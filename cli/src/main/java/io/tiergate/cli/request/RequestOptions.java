package io.tiergate.cli.request;

import com.google.protobuf.Duration;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a request says. Filled by picocli. */
final class RequestOptions {
    private static final int SECOND_MILLIS = 1_000;
    private static final int MILLI_NANOS = 1_000_000;

    @Parameters(paramLabel = "PROMPT|-", description = "What the user says; - reads it from standard input.")
    private String prompt = "";

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "Policy, or a pinned model PROVIDER/MODEL. Default: the tenant's.")
    private String policy = "auto";

    @Option(names = "--task", paramLabel = "NAME", description = "Task type. Default: the policy's.")
    private String task = "";

    @Option(names = "--system", paramLabel = "TEXT", description = "What the system says.")
    private String system = "";

    @Option(names = "--domain", paramLabel = "NAME", description = "Subject area.")
    private String domain = "";

    @Option(names = "--stakes", paramLabel = "low|high", description = "Consequence of a wrong answer.")
    private String stakes = "";

    @Option(names = "--session", paramLabel = "ID", description = "Session; keeps the arm.")
    private String sessionId = "";

    @Option(names = "--user", paramLabel = "ID", description = "End user within the tenant.")
    private String user = "";

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "Label for reports; may be repeated.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--at-least", paramLabel = "TIER", description = "Lower bound on the tier.")
    private String atLeast = "";

    @Option(names = "--no-cache", description = "Neither read nor write the cache.")
    private boolean noCache;

    @Option(names = "--deadline", paramLabel = "TIME", description = "Time for the whole request, such as 5s.")
    private String deadline = "";

    @Option(names = "--max-tokens", paramLabel = "N", description = "Upper bound on the answer's tokens.")
    private @Nullable Integer maxTokens;

    @Option(names = "--temperature", paramLabel = "X", description = "0 to 2.")
    private @Nullable Double temperature;

    CompleteRequest request(Session session) {
        CompleteRequest.Builder request =
                CompleteRequest.newBuilder().setModel(policy).setDeclared(declared());
        if (!system.isEmpty()) {
            request.addMessages(message(Role.ROLE_SYSTEM, system));
        }
        request.addMessages(message(Role.ROLE_USER, prompt.equals("-") ? fromInput(session) : prompt));
        if (maxTokens != null) {
            request.getSamplingBuilder().setMaxOutputTokens(maxTokens);
        }
        if (temperature != null) {
            request.getSamplingBuilder().setTemperature(temperature);
        }
        return request.build();
    }

    private Declared declared() {
        Declared.Builder declared = Declared.newBuilder()
                .setTask(task)
                .setDomain(domain)
                .setStakes(stakes)
                .setSession(sessionId)
                .setUser(user)
                .putAllTags(tags)
                .setAtLeast(atLeast)
                .setNoCache(noCache);
        if (!deadline.isEmpty()) {
            long millis = Figures.millis("--deadline", deadline);
            declared.setDeadline(Duration.newBuilder()
                    .setSeconds(millis / SECOND_MILLIS)
                    .setNanos((int) (millis % SECOND_MILLIS) * MILLI_NANOS));
        }
        return declared.build();
    }

    private static Message message(Role role, String text) {
        return Message.newBuilder()
                .setRole(role)
                .addContent(ContentPart.newBuilder().setText(text))
                .build();
    }

    private static String fromInput(Session session) {
        try {
            byte[] bytes = session.surroundings().input().readAllBytes();
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Failure.usage("standard input is not UTF-8 text", "convert it first");
        } catch (IOException e) {
            throw Failure.usage("cannot read standard input: " + e.getMessage(), "give the prompt as an argument");
        }
    }
}
