package io.tiergate.cli.stack;

import io.tiergate.cli.session.UpState;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.PresentedKey;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings a stack up with its content: every agent runs it when this is done. */
final class Launch {
    private static final Duration CONVERGENCE_BOUND = Duration.ofSeconds(60);
    private static final String MESSAGE = "tiergate up";
    private static final String CALLER_KEY = "caller.key";
    private static final String AGENTS_KEY = "agents.key";

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
        UpState state = new UpState(
                plane.address(),
                Running.agents(agents),
                stack.operatorKey(),
                published.viewer().file(),
                published.caller().file());
        return new Running(
                state,
                published.policy(),
                published.caller().fresh(),
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
     * @param viewer key for the agents' records and caches; they know the keys of the access document alone, not the control plane's own
     * @param caller key for requests
     */
    private record Published(String policy, long routing, long access, Key viewer, Key caller) {}

    /**
     * A key of the access document that is kept here.
     *
     * @param access generation of access that has it; 0: an earlier one
     * @param fresh the whole key where it was made now; null: it was there
     */
    private record Key(Path file, long access, @Nullable String fresh) {}

    private Published publish(LocalControlPlane plane, @Nullable Simulation simulation) {
        RoutingState before = plane.current();
        Content.Text catalog = content.catalog();
        String text = simulation == null ? catalog.text() : simulation.catalog(catalog.text());
        long routing = plane.publish(DocumentKind.DOCUMENT_KIND_CATALOG, text, catalog.source(), MESSAGE)
                .getGeneration();
        for (Content.Text written : content.estimates()) {
            plane.publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, written.text(), written.source(), MESSAGE);
        }
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
        }
        Access known = Objects.requireNonNull(plane.access());
        String tenant = known.tenants().keySet().stream().sorted().findFirst().orElse("");
        Key viewer = key(plane, known, AGENTS_KEY, "", List.of("operator"));
        Key caller = key(plane, known, CALLER_KEY, tenant, List.of("caller"));
        access = Math.max(access, Math.max(viewer.access(), caller.access()));
        return new Published(policy, routing, access, viewer, caller);
    }

    /** The key in that file, or a new one where the access document does not have it. */
    private Key key(LocalControlPlane plane, Access known, String name, String tenant, List<String> roles) {
        Path file = stack.keyFile(name);
        if (Files.exists(file)
                && PresentedKey.parse(Secrets.read(file))
                        .filter(kept -> known.keys().containsKey(kept.id()))
                        .isPresent()) {
            return new Key(file, 0, null);
        }
        CreateKeyReply made = plane.createKey(tenant, MESSAGE, roles);
        return new Key(stack.keep(name, made.getSecret()), made.getGeneration(), made.getSecret());
    }
}
