package io.tiergate.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskerTest {
    private static String completion(String logprobs) {
        return "{\"choices\":[{\"message\":{\"content\":\"18\"},\"logprobs\":" + logprobs + "}]}";
    }

    @Test
    void logprobs_areAveraged() {
        assertThat(Asker.logprob(completion("{\"content\":[{\"logprob\":-0.1},{\"logprob\":-0.3}]}")))
                .isEqualTo(-200_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"content\":[]}",
                "{\"content\":[{\"logprob\":-0.1},{\"token\":\"x\"}]}",
                "{\"content\":[{\"logprob\":\"-0.1\"}]}",
                "{\"content\":[{\"logprob\":2}]}"
            })
    void logprobsThatMakeNoSense_areNone(String logprobs) {
        assertThat(Asker.logprob(completion(logprobs))).isNull();
    }
}
