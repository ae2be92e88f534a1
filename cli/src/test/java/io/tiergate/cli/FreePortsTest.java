package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.FreePorts;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void ports_areDifferent_andNoneThatAnOutgoingConnectionMayTake() {
        List<Integer> ports = FreePorts.find(50);

        assertThat(ports).hasSize(50).doesNotHaveDuplicates().allMatch(port -> port >= 16_384 && port < 32_768);
    }
}
