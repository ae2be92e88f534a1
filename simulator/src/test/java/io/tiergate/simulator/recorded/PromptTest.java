package io.tiergate.simulator.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTest {
    private static PromptKey key(Message... messages) {
        return Prompt.of(List.of(messages)).key();
    }

    @Test
    void systemTexts_areOneInFront() {
        PromptKey two = key(new Message("system", "a"), new Message("user", "q"), new Message("developer", " b\n"));

        assertThat(two).isEqualTo(key(new Message("system", "a\n\nb"), new Message("user", "q")));
    }

    @Test
    void roleTextAndOrder_allCount() {
        PromptKey base = key(new Message("user", "a"), new Message("assistant", "b"));

        assertThat(key(new Message("user", "a"), new Message("assistant", "c"))).isNotEqualTo(base);
        assertThat(key(new Message("user", "a"), new Message("user", "b"))).isNotEqualTo(base);
        assertThat(key(new Message("assistant", "b"), new Message("user", "a"))).isNotEqualTo(base);
        assertThat(key(new Message("user", "a"))).isNotEqualTo(base);
        assertThat(key(new Message("user", "aassistant"), new Message("", "b"))).isNotEqualTo(base);
    }

    @Test
    void hex_isFixedWidth() {
        assertThat(new PromptKey(1, 0xffL).hex()).isEqualTo("000000000000000100000000000000ff");
    }
}
