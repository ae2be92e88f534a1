package io.tiergate.cli.stack;

import io.tiergate.cli.session.UpState;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.Resource;
import io.tiergate.v1.RoutingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings a stack up with its content: every agent runs it when this is done. */
final class Launch {
    private static final Duration CONVERGENCE_BOUND = Duration.ofSeconds(60);
    private static final String MESSAGE = "tiergate up";
    private static final String KEY_FILE = "caller.key";

    private final Stack stack;
    private final Content content;
    private final Terminal terminal;

    Launch(Stack stack, Content content, Terminal terminal) {
        this.stack = stack;
        this.content = content;
        this.terminal = terminal;
    }

    Running launch(int count) {
        terminal.note("starting the control plane" + (content.sets().isEmpty() ? "" : " and the simulator"));
        Stack.Starting<LocalControlPlane> planeStarting = stack.startControlPlane();
        Stack.Starting<Simulation> simulatorStarting =
                content.sets().isEmpty() ? null : stack.startSimulator(simulatorArguments());
        LocalControlPlane plane = planeStarting.get();
        terminal.note("starting " + count + (count == 1 ? " agent" : " agents"));
        Stack.Starting<List<LocalAgent>> agentsStarting = stack.startAgents(count);
        Simulation simulation = simulatorStarting == null ? null : simulatorStarting.get();
        Published published = publish(plane, simulation);
        List<LocalAgent> agents = agentsStarting.get();
        terminal.note("waiting until every agent runs what was published");
        plane.awaitActive(count, Resource.RESOURCE_ROUTING, published.routing(), CONVERGENCE_BOUND);
        plane.awaitActive(count, Resource.RESOURCE_ACCESS, published.access(), CONVERGENCE_BOUND);
        UpState state = new UpState(plane.address(), Running.agents(agents), stack.operatorKey(), published.keyFile());
        return new Running(
                state,
                published.policy(),
                published.key(),
                simulation == null ? "" : simulation.address(),
                stack.logs());
    }

    private List<String> simulatorArguments() {
        List<String> arguments = new ArrayList<>();
        for (Path set : content.sets()) {
            arguments.add("--set");
            arguments.add(set.toString());
        }
        arguments.addAll(
                List.of("--prices", content.catalog().file().toAbsolutePath().toString()));
        arguments.addAll(List.of("--fallback", "echo"));
        return arguments;
    }

    /**
     * What was published.
     *
     * @param key the caller's, if it is new
     */
    private record Published(
            String policy,
            long routing,
            long access,
            Path keyFile,
            @Nullable String key) {}

    private Published publish(LocalControlPlane plane, @Nullable Simulation simulation) {
        RoutingState before = plane.current();
        Content.Text catalog = content.catalog();
        String text = simulation == null ? catalog.text() : simulation.catalog(catalog.text());
        long routing = plane.publish(DocumentKind.DOCUMENT_KIND_CATALOG, text, catalog.source(), MESSAGE)
                .getGeneration();
        String policy = "";
        for (Content.Text written : content.policies()) {
            // What an operator has published since is not undone by what is bundled.
            boolean keep = content.bundled() && before.getGeneration() > 0;
            PublishReply reply = keep
                    ? plane.store(DocumentKind.DOCUMENT_KIND_POLICY, written.text(), written.source(), MESSAGE)
                    : plane.publish(DocumentKind.DOCUMENT_KIND_POLICY, written.text(), written.source(), MESSAGE);
            routing = Math.max(routing, reply.getGeneration());
            policy = policy.isEmpty() ? reply.getRevision().getName() : policy;
        }
        long access = before.getAccessGeneration();
        if (access == 0 || content.access() != null) {
            Content.Text written = content.accessFor(policy);
            access = plane.publish(DocumentKind.DOCUMENT_KIND_ACCESS, written.text(), written.source(), MESSAGE)
                    .getGeneration();
        } else if (Files.exists(stack.keyFile(KEY_FILE))) {
            return new Published(policy, routing, access, stack.keyFile(KEY_FILE), null);
        }
        CreateKeyReply key = plane.createKey(content.tenant(), MESSAGE);
        return new Published(
                policy, routing, key.getGeneration(), stack.keep(KEY_FILE, key.getSecret()), key.getSecret());
    }
}
