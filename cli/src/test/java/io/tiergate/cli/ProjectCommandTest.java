package io.tiergate.cli;

import static io.tiergate.cli.LaboratoryFixture.named;
import static io.tiergate.cli.LaboratoryFixture.prompts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** {@code project}. */
class ProjectCommandTest {
    @RegisterExtension
    final LaboratoryFixture lab = new LaboratoryFixture();

    @Test
    void project_billsAMonth() throws IOException {
        lab.set(prompts(120));
        JsonNode month = lab.json("project", "--folds", "2", "--monthly", "1000000", "--fixed-usd", "20");
        JsonNode own = named(month.path("bills"), "strategy", "tiergate");
        JsonNode reference = named(month.path("bills"), "strategy", "always:frontier");
        assertThat(own.path("cost_share").asDouble()).isLessThan(0.7);
        JsonNode saving = named(month.path("savings"), "over", "reference");
        double saved = reference.path("usd").asDouble() - own.path("usd").asDouble();
        assertThat(saving.path("usd").asDouble()).isCloseTo(saved, within(0.01));
        assertThat(saving.path("break_even_requests").asLong())
                .isBetween((long) (20e6 / saved) - 2, (long) (20e6 / saved) + 2);
        assertThat(month.path("prompts").path("sums").asInt()).isEqualTo(60);
    }

    @Test
    void project_saysItInATable() throws IOException {
        lab.set(prompts(60));
        Run run = lab.run("project", "--folds", "2", "--monthly", "1000", "--mix", "sums=1")
                .endsWith(0);
        assertThat(run.out()).contains("1,000 requests a month", "STRATEGY", "SAVED AGAINST", "always:frontier");
        run.notes("task `sums` is judged by 30 prompts only");
    }

    @Test
    void project_refusesWhatItCannotReckonWith() throws IOException {
        lab.set(prompts(30));
        lab.run("project", "--monthly", "0").endsWith(2).notes("--monthly: 0 is not above 0");
        lab.run("project", "--monthly", "9", "--mix", "chat=1")
                .endsWith(2)
                .notes("no prompt of task `chat`; it has sums");
        lab.run("project", "--monthly", "9", "--mix", "sums=0.5")
                .endsWith(2)
                .notes("the shares are together 0.5; make them 1");
        lab.run("project", "--monthly", "9", "--mix", "sums=-1,counts=2")
                .endsWith(2)
                .notes("is not from 0 to 1");
        lab.run("project", "--monthly", "9", "--fixed-usd", "-1").endsWith(2).notes("is no cost");
    }
}
