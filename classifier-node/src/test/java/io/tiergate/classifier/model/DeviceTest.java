package io.tiergate.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class DeviceTest {
    @Test
    void cpu_isTakenWhereItIsAskedFor() {
        assertThat(Device.choose(Device.Wish.CPU)).isEqualTo(Device.CPU);
    }

    @Test
    void gpuThatMustBeThereAndIsNot_isNoStart_andSaysWhatToDo() {
        assumeTrue(Device.choose(Device.Wish.AUTO) == Device.CPU, "this machine has a GPU");
        assertThatThrownBy(() -> Device.choose(Device.Wish.CUDA))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no GPU can be used: ")
                .hasMessageContaining("--device auto");
    }
}
