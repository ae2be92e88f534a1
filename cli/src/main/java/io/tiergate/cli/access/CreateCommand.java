package io.tiergate.cli.access;

import com.google.protobuf.Timestamp;
import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.CreateKeyRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate keys create}. */
@Command(name = "create", description = "Creates a key and shows its secret, once.")
final class CreateCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whose key; needed for the role `caller`.")
    private String tenant = "";

    @Option(names = "--label", paramLabel = "TEXT", description = "A name for people.")
    private String label = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "caller, viewer, publisher, operator or agent; may be repeated. Default: caller.")
    private List<String> roles = List.of();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When it ends: 90d, or 2027-01-31T00:00:00Z. Default: never.")
    private String expires = "";

    @Option(names = "--fleet", paramLabel = "NAME", description = "Whose access document. Default: `default`.")
    private String fleet = "";

    CreateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (tenant.isEmpty() && (roles.isEmpty() || roles.contains("caller"))) {
            throw Failure.usage("a caller's key belongs to a tenant", "give --tenant NAME, or --role for another role");
        }
        CreateKeyRequest.Builder request = CreateKeyRequest.newBuilder()
                .setTenant(tenant)
                .setLabel(label)
                .addAllRoles(roles)
                .setFleet(fleet);
        if (!expires.isEmpty()) {
            request.setExpires(Timestamp.newBuilder().setSeconds(expiry().getEpochSecond()));
        }
        try (Connections connections = session.connect()) {
            CreateKeyReply reply = connections.controlPlane().policies(policies -> policies.createKey(request.build()));
            return NewKey.show(session, reply, tenant.isEmpty() ? "created" : "created for tenant " + tenant);
        }
    }

    private Instant expiry() {
        if (expires.indexOf('T') < 0) {
            return session.surroundings().clock().instant().plusMillis(Figures.millis("--expires", expires));
        }
        try {
            return Instant.parse(expires);
        } catch (DateTimeException e) {
            throw Failure.usage("--expires: '" + expires + "' is no time", "write 90d, or 2027-01-31T00:00:00Z");
        }
    }
}
