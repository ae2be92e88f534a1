package io.tiergate.policy.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.snapshot.Routing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form is a contract: change {@link DecisionRecord#VERSION} with it. {@code -Dtiergate.golden=write} writes the files anew. */
class RecordWriterTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Routing ROUTING = RecordRouting.of();

    @Test
    void cascade_isWrittenAsRecorded() throws IOException {
        assertGolden("record-cascade.json", RecordSamples.cascade(ROUTING));
    }

    @Test
    void hybrid_isWrittenAsRecorded() throws IOException {
        assertGolden("record-hybrid.json", RecordSamples.hybrid(ROUTING));
    }

    @Test
    void hit_isWrittenAsRecorded() throws IOException {
        assertGolden("record-hit.json", RecordSamples.hit(ROUTING));
    }

    @Test
    void refusal_isWrittenAsRecorded() throws IOException {
        assertGolden("record-refused.json", RecordSamples.refused(ROUTING));
    }

    @Test
    void record_isOneLine_andTheSameUnderAnotherLocale() {
        byte[] here = RecordWriter.toJson(RecordSamples.cascade(ROUTING));
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            assertThat(RecordWriter.toJson(RecordSamples.cascade(ROUTING))).isEqualTo(here);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
        assertThat(new String(here, StandardCharsets.UTF_8)).doesNotContain("\n", "\r");
    }

    @Test
    void money_isTheSumOfTheLedger() {
        DecisionRecord record = RecordSamples.cascade(ROUTING);
        long sum = 0;
        for (var line : record.ledger()) {
            sum += line.micros();
        }
        assertThat(record.ledger()).hasSize(2);
        assertThat(JsonMapper.shared()
                        .readTree(RecordWriter.toJson(record))
                        .path("cost_micros")
                        .asLong())
                .isEqualTo(sum)
                .isPositive();
    }

    private static void assertGolden(String name, DecisionRecord record) throws IOException {
        String json = new String(RecordWriter.toJson(record), StandardCharsets.UTF_8);
        if ("write".equals(System.getProperty("tiergate.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(GOLDEN.resolve(name), json);
        }
        assertThat(json).isEqualTo(Files.readString(GOLDEN.resolve(name)));
    }
}
