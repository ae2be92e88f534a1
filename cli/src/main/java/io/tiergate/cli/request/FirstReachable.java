package io.tiergate.cli.request;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.v1.GatewayGrpc.GatewayBlockingStub;
import java.util.Iterator;
import java.util.function.Function;

/** Asks one agent after another until one is there. */
final class FirstReachable {
    private FirstReachable() {}

    static <R> R ask(Session session, Connections connections, Function<GatewayBlockingStub, R> call) {
        Iterator<Peer> agents = connections.gateways().iterator();
        while (true) {
            Peer agent = agents.next();
            try {
                return agent.gateway(call);
            } catch (Failure e) {
                if (e.exitCode() != ExitCode.UNREACHABLE || !agents.hasNext()) {
                    throw e;
                }
                session.terminal().note(e.getMessage() + " Trying the next agent.");
            }
        }
    }
}
