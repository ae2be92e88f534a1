package io.tiergate.cli.process;

import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports of loopback that nobody uses now. They are below those that systems give to outgoing connections (Linux: from 32768), so that no
 * connection takes the port of a service that is away for a restart. Another process may take one before its user does: whoever uses
 * them tries again then.
 */
public final class FreePorts {
    private static final int LOWEST = 16_384;
    private static final int BEYOND = 32_768;
    private static final int TRIES_EACH = 1_000;

    private FreePorts() {}

    /** That many different ones. */
    public static List<Integer> find(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int tries = 0; held.size() < count && tries < count * TRIES_EACH; tries++) {
                ServerSocket socket = bind(ThreadLocalRandom.current().nextInt(LOWEST, BEYOND));
                if (socket != null) {
                    held.add(socket);
                }
            }
            if (held.size() < count) {
                throw new Failure(
                        ExitCode.NO,
                        "no free port on 127.0.0.1 between " + LOWEST + " and " + (BEYOND - 1),
                        "stop what holds so many of them");
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    /** Holds the port, or gives null where somebody has it. */
    private static @Nullable ServerSocket bind(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            return null;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was only held.
        }
    }
}
