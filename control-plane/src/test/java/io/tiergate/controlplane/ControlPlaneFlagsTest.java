package io.tiergate.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ControlPlaneFlagsTest {
    @Test
    void bothForms_andSwitches() {
        assertThat(ControlPlaneFlags.known()
                        .parse("--data-dir", "d", "--grpc-bind=127.0.0.1:0", "--insecure", "--ready-file", "r"))
                .containsEntry("tiergate.data-dir", "d")
                .containsEntry("tiergate.grpc.bind", "127.0.0.1:0")
                .containsEntry("tiergate.insecure", "true")
                .containsEntry("tiergate.ready-file", "r");
    }

    @Test
    void unknownFlag_namesTheKnown() {
        assertThatThrownBy(() -> ControlPlaneFlags.known().parse("--data", "d"))
                .hasMessageContaining("--data;")
                .hasMessageContaining("--data-dir");
    }

    @Test
    void missingValue_isSaid() {
        assertThatThrownBy(() -> ControlPlaneFlags.known().parse("--data-dir", "--insecure"))
                .hasMessageContaining("--data-dir needs a value");
        assertThatThrownBy(() -> ControlPlaneFlags.known().parse("--data-dir"))
                .hasMessageContaining("--data-dir needs a value");
    }
}
