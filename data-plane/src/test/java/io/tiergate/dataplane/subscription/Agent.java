package io.tiergate.dataplane.subscription;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An agent's subscription with everything that a test drives or looks at. */
final class Agent {
    final ManualOwner owner = new ManualOwner();
    final LogLines log = new LogLines();
    final Samples.Compilers compilers = new Samples.Compilers();
    final Snapshots snapshots = new Snapshots();
    final Activator activator;
    final Queue<Runnable> activations = new ArrayDeque<>();
    private boolean holdActivations;
    private double draw = 0.5;

    Agent(Path folder) throws IOException {
        activator = new Activator(
                compilers::routing,
                compilers::access,
                snapshots,
                ContentStore.open(folder),
                DocumentArchive.in(folder),
                owner,
                () -> 0,
                log);
    }

    Subscription subscribe(ControlPlane controlPlane) {
        Executor executor = task -> {
            if (holdActivations) {
                activations.add(task);
            } else {
                task.run();
            }
        };
        return new Subscription(
                "cp:1",
                new AgentProfile("agent-1", "prod", Map.of("zone", "a"), "1.0", "127.0.0.1:9"),
                controlPlane,
                activator,
                new Subscription.Surroundings(owner, executor, owner, () -> 0, () -> draw),
                log);
    }

    /** From now on activations wait in {@link #activations}. */
    void holdActivations() {
        holdActivations = true;
    }

    /** What every later backoff draws. */
    void draw(double value) {
        draw = value;
    }
}
