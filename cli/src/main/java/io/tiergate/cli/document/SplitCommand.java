package io.tiergate.cli.document;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.SplitRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiergate policy split}. */
@Command(name = "split", description = "Gives a candidate revision a share of a policy's traffic; 0% ends the split.")
final class SplitCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The policy.")
    private String name = "";

    @Option(
            names = "--candidate",
            required = true,
            paramLabel = "REVISION",
            description = "The revision that is tried.")
    private long candidate;

    @Option(names = "--share", required = true, paramLabel = "PERCENT", description = "Its share, such as 5% or 0.25%.")
    private String share = "";

    @Mixin
    private Change change = new Change();

    SplitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int basisPoints = Figures.basisPoints("--share", share);
        SplitRequest request = SplitRequest.newBuilder()
                .setName(name)
                .setCandidateRevision(candidate)
                .setBasisPoints(basisPoints)
                .setFleet(change.fleet)
                .setMessage(change.message)
                .build();
        try (Connections connections = session.connect()) {
            Peer controlPlane = connections.controlPlane();
            ActivateReply reply = controlPlane.policies(policies -> policies.split(request));
            String what = basisPoints == 0
                    ? name + " has one version again"
                    : name + " revision " + candidate + " has " + Figures.share(basisPoints) + " of the traffic";
            return change.show(session, controlPlane, what, reply);
        }
    }
}
