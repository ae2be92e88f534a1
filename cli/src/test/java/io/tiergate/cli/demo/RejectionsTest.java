package io.tiergate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RejectionsTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static java.util.List<String> of(String steps, int served) {
        return Rejections.of(MAPPER.readTree(
                "{\"steps\": [" + steps + "], \"end\": {\"kind\": \"served\", \"attempt\": " + served + "}}"));
    }

    @Test
    void servedStep_isNoRejection() {
        assertThat(of("{\"attempts\": [{\"number\": 1, \"ending\": \"answered\"}]}", 1))
                .isEmpty();
    }

    @Test
    void panelThatDiffers_isADisagreement() {
        String panel = "{\"attempts\": [{\"number\": 1, \"ending\": \"answered\", \"answer\": \"sha256:1\"},"
                + "{\"number\": 2, \"ending\": \"answered\", \"answer\": \"sha256:2\"}]}";

        assertThat(of(panel + ",{\"attempts\": [{\"number\": 3}]}", 3)).containsExactly("the cheap models disagree");
    }

    @Test
    void answerThatAHybridPlanWentBeyond_wasWorthLess() {
        String record =
                "{\"plan\": {\"strategy\": \"hybrid\"}, \"steps\": [{\"attempts\": [{\"number\": 1, \"ending\": \"answered\"}]},"
                        + "{\"attempts\": [{\"number\": 2, \"ending\": \"answered\"}]}], \"end\": {\"kind\": \"served\", \"attempt\": 2}}";

        assertThat(Rejections.of(MAPPER.readTree(record))).containsExactly("another answer was worth its price");
    }

    @Test
    void failedCheckAndFailedCall_areNamed() {
        String check = "{\"attempts\": [{\"number\": 1, \"ending\": \"answered\", \"checks\": ["
                + "{\"check\": \"finish\", \"outcome\": \"passed\"}, {\"check\": \"schema\", \"outcome\": \"failed\"}]}]}";
        String call = "{\"attempts\": [{\"number\": 2, \"ending\": \"rate_limited\"}]}";

        assertThat(of(check + "," + call + ",{\"attempts\": [{\"number\": 3}]}", 3))
                .containsExactly("check schema failed", "the call failed: rate limited");
    }
}
