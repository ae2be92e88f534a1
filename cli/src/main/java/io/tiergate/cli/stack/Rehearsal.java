package io.tiergate.cli.stack;

import io.tiergate.cli.process.Services;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.UpState;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs every service once, with the bundled content and a few requests, so that the JVM keeps beside each jar what the service loaded: later
 * starts take a third of the processor time. For the launcher, after a build.
 */
public final class Rehearsal {
    private static final Duration GRACE = Duration.ofMinutes(3);
    private static final Duration REQUEST_BOUND = Duration.ofSeconds(60);
    private static final int AGENTS = 2;
    private static final List<String> TASKS = List.of("classification", "extraction", "summarization", "chat");

    private final Session session;

    /** A rehearsal with the files of the session's home. */
    public Rehearsal(Session session) {
        this.session = session;
    }

    /**
     * Runs it; everything that the services write goes into {@code directory}.
     *
     * @throws Failure if a service does not start, or a request is not answered
     */
    public void run(Path directory) {
        Set<Path> made = new HashSet<>();
        Services services =
                new Services(Services.ownJava(), died -> session.terminal().note(died.name() + " has died"), GRACE);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        try (Stack stack = new Stack(
                session.surroundings().home(),
                directory,
                Stack.JVM_OPTIONS,
                services,
                jar -> made.add(jar.file()) ? jar.makingCache() : jar)) {
            Stack.Starting<LocalClassifier> classifier = stack.startClassifier(null);
            Content content = Content.of(session, null, List.of(), List.of(), null, List.of());
            Running running = new Launch(stack, content, new Terminal(nowhere, nowhere, false, false)).launch(AGENTS);
            UpState.Agent agent = running.state().agents().getFirst();
            String key = Secrets.read(running.state().callerKeyFile());
            for (String task : TASKS) {
                http(agent, key, running.policy() + "/" + task, task.equals("chat"));
            }
            grpc(stack, agent, key, running.policy());
            analyze(stack, classifier.get().address());
        }
    }

    private static void http(UpState.Agent agent, String key, String model, boolean stream) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + agent.http() + "/v1/chat/completions"))
                .timeout(REQUEST_BOUND)
                .header("authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            // Twice: the second may come from the cache. How it is answered does not matter.
            client.send(request, HttpResponse.BodyHandlers.ofString());
            client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Failure(ExitCode.NO, "the agent does not answer: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted", "");
        }
    }

    private static void grpc(Stack stack, UpState.Agent agent, String key, String policy) {
        CompleteRequest request = CompleteRequest.newBuilder()
                .setModel(policy)
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_USER)
                        .addContent(ContentPart.newBuilder().setText("Hello")))
                .build();
        var _ = stack.peer("agent " + agent.name(), agent.name(), agent.grpc(), key)
                .gateway(gateway -> gateway.complete(request));
    }

    private static void analyze(Stack stack, String address) {
        AnalyzeRequest request =
                AnalyzeRequest.newBuilder().addTexts("Hello").setEmbedding(true).build();
        var _ = stack.peer("the classifier node", "classifier", address, "none")
                .classifier(classifier -> classifier.analyze(request));
    }
}
