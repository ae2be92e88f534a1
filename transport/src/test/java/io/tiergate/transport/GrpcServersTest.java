package io.tiergate.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrpcServersTest {
    @Test
    void portTaken_isNamedWithItsRemedy() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            BindAddress taken = new BindAddress("127.0.0.1", holder.getLocalPort());
            GrpcServers.Options options =
                    new GrpcServers.Options("agent a1", taken, TlsSettings.NONE, true, false, Runnable::run, 1_000);

            assertThatThrownBy(() -> GrpcServers.start(options, List.of()))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageStartingWith("agent a1 cannot listen on " + taken + " (")
                    .hasMessageContaining("Address already in use")
                    .hasMessageEndingWith("choose another, or 0 for any free one");
        }
    }
}
