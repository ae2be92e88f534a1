package io.tiergate.policy.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.snapshot.Routing;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds {@code docs/records.md} to what is written. {@code -Dtiergate.golden=write} writes its example anew. */
class RecordsDocumentTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String BEGIN = "```json\n";
    private static final String END = "\n```\n";
    private static final Routing ROUTING = RecordRouting.of();

    @Test
    void example_isARecordAsWritten() throws IOException {
        String document = Files.readString(RecordsDocument.FILE);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END, begin);
        String example =
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree(RecordSamples.cascade(ROUTING)));
        if ("write".equals(System.getProperty("tiergate.golden"))) {
            Files.writeString(RecordsDocument.FILE, document.substring(0, begin) + example + document.substring(end));
        } else {
            assertThat(document.substring(begin, end)).isEqualTo(example);
        }
    }

    @Test
    void everyMember_isDocumented() throws IOException {
        Map<String, String> members = RecordsDocument.members();
        for (DecisionRecord record : List.of(
                RecordSamples.cascade(ROUTING),
                RecordSamples.hybrid(ROUTING),
                RecordSamples.weighed(ROUTING),
                RecordSamples.late(ROUTING),
                RecordSamples.judged(ROUTING),
                RecordSamples.said(ROUTING),
                RecordSamples.hit(ROUTING),
                RecordSamples.predicted(ROUTING),
                RecordSamples.unpredicted(ROUTING),
                RecordSamples.similar(ROUTING),
                RecordSamples.unasked(ROUTING),
                RecordSamples.refused(ROUTING))) {
            RecordsDocument.leaves(
                    tree(record),
                    (pointer, name) -> assertThat(members).as(pointer).containsKey(name));
        }
        assertThat(members.values()).allMatch(kind -> kind.equals("input") || kind.equals("derived"));
    }

    private static JsonNode tree(DecisionRecord record) {
        return MAPPER.readTree(RecordWriter.toJson(record));
    }
}
