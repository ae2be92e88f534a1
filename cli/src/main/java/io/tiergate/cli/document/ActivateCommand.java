package io.tiergate.cli.document;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.ActivateRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiergate policy activate}. */
@Command(name = "activate", description = "Makes a stored revision current for a fleet.")
final class ActivateCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "A policy's name, or `catalog` or `access`.")
    private String name = "";

    @Option(names = "--revision", required = true, paramLabel = "N", description = "Which one.")
    private long revision;

    @Mixin
    private Change change = new Change();

    ActivateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ActivateRequest request = ActivateRequest.newBuilder()
                .setKind(DocumentFile.wire(ShowCommand.kindOf(name)))
                .setName(name)
                .setRevision(revision)
                .setFleet(change.fleet)
                .setMessage(change.message)
                .build();
        try (Connections connections = session.connect()) {
            Peer controlPlane = connections.controlPlane();
            ActivateReply reply = controlPlane.policies(policies -> policies.activate(request));
            return change.show(session, controlPlane, name + " revision " + revision + " is active", reply);
        }
    }
}
