package io.tiergate.cli.access;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.RevokeKeyRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiergate keys revoke}. */
@Command(name = "revoke", description = "Removes a key; agents refuse it as soon as they have the new access document.")
final class RevokeCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The key's id.")
    private String id = "";

    @Option(names = "--fleet", paramLabel = "NAME", description = "Whose access document. Default: `default`.")
    private String fleet = "";

    RevokeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        RevokeKeyRequest request =
                RevokeKeyRequest.newBuilder().setKeyId(id).setFleet(fleet).build();
        try (Connections connections = session.connect()) {
            ActivateReply reply = connections.controlPlane().policies(policies -> policies.revokeKey(request));
            session.show(
                    JsonText.object(
                            "key_id", id,
                            "fleet", reply.getFleet(),
                            "generation", reply.getGeneration(),
                            "digest", Wire.digest(reply.getDigest())),
                    () -> "key " + id + " is revoked: access generation " + reply.getGeneration() + " of fleet "
                            + reply.getFleet() + "\n");
        }
        return 0;
    }
}
