package io.tiergate.cli.access;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.RotateKeyRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiergate keys rotate}. */
@Command(name = "rotate", description = "Creates a second key for the same tenant and ends the first one.")
final class RotateCommand implements Callable<Integer> {
    private static final long SECOND_MILLIS = 1_000;

    private final Session session;

    @Parameters(paramLabel = "ID", description = "The key's id: the 8 characters after `tg_`.")
    private String id = "";

    @Option(names = "--grace", paramLabel = "TIME", description = "How long the old key goes on working (0s).")
    private String grace = "0s";

    @Option(names = "--fleet", paramLabel = "NAME", description = "Whose access document. Default: `default`.")
    private String fleet = "";

    RotateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RotateKeyRequest request = RotateKeyRequest.newBuilder()
                .setKeyId(id)
                .setGraceSeconds(Figures.millis("--grace", grace) / SECOND_MILLIS)
                .setFleet(fleet)
                .build();
        try (Connections connections = session.connect()) {
            CreateKeyReply reply = connections.controlPlane().policies(policies -> policies.rotateKey(request));
            return NewKey.show(session, reply, "takes the place of " + id);
        }
    }
}
