package io.tiergate.cli.document;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.Resource;
import io.tiergate.v1.RollbackRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate policy rollback}. */
@Command(name = "rollback", description = "Makes what a fleet ran at an earlier generation current again.")
final class RollbackCommand implements Callable<Integer> {
    /** What is rolled back; named as on the command line. */
    private enum Rolled {
        routing,
        access
    }

    private final Session session;

    @Option(names = "--resource", paramLabel = "routing|access", description = "What to roll back. Default: routing.")
    private Rolled resource = Rolled.routing;

    @Option(names = "--generation", paramLabel = "N", description = "Which one. Default: the one before the current.")
    private long generation;

    @Mixin
    private Change change = new Change();

    RollbackCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RollbackRequest request = RollbackRequest.newBuilder()
                .setFleet(change.fleet)
                .setResource(resource == Rolled.access ? Resource.RESOURCE_ACCESS : Resource.RESOURCE_ROUTING)
                .setGeneration(generation)
                .setMessage(change.message)
                .build();
        try (Connections connections = session.connect()) {
            Peer controlPlane = connections.controlPlane();
            ActivateReply reply = controlPlane.policies(policies -> policies.rollback(request));
            return change.show(session, controlPlane, "rolled back", reply);
        }
    }
}
