package io.tiergate.transport.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FlagsTest {
    private static final Flags FLAGS = flags();

    private static Flags flags() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("--bind", "tiergate.bind");
        properties.put("--insecure", "tiergate.insecure");
        return new Flags(properties, Set.of("--insecure"));
    }

    @Test
    void values_areTakenBothWays() {
        assertThat(FLAGS.parse("--bind", "here:1", "--insecure"))
                .containsExactly(Map.entry("tiergate.bind", "here:1"), Map.entry("tiergate.insecure", "true"));
        assertThat(FLAGS.parse("--bind=here:1", "--insecure=false"))
                .containsExactly(Map.entry("tiergate.bind", "here:1"), Map.entry("tiergate.insecure", "false"));
    }

    @Test
    void unknownFlag_isRefused_withThoseThatAreKnown() {
        assertThatThrownBy(() -> FLAGS.parse("--bnd", "here:1"))
                .isInstanceOf(Flags.InvalidFlagException.class)
                .hasMessage("unknown flag --bnd; known are --bind, --insecure, --help");
    }

    @Test
    void missingValue_isRefused() {
        assertThatThrownBy(() -> FLAGS.parse("--bind", "--insecure")).hasMessage("--bind needs a value");
    }

    @Test
    void help_namesEveryFlagWithItsProperty() {
        assertThat(FLAGS.help().lines())
                .anySatisfy(line -> assertThat(line).contains("--bind VALUE", "tiergate.bind"))
                .anySatisfy(line -> assertThat(line)
                        .contains("--insecure ", "tiergate.insecure")
                        .doesNotContain("VALUE"));
    }
}
