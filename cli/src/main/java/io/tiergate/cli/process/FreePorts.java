package io.tiergate.cli.process;

import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of loopback that nobody uses now. Another process may take one before its user does: whoever uses them tries again then. */
public final class FreePorts {
    private FreePorts() {}

    /** That many different ones. */
    public static List<Integer> find(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.NO, "no free port on 127.0.0.1: " + e.getMessage(), "stop what holds so many of them");
        } finally {
            held.forEach(FreePorts::close);
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
