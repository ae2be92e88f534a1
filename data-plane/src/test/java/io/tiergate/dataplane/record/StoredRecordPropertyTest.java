package io.tiergate.dataplane.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.record.RecordWriter;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StoredRecordPropertyTest {
    private static final byte[] RECORD = RecordWriter.toJson(Records.served(1_763_848_800_000L, "acme", "chat"));

    @Example
    void record_isKnownByWhatItIsLookedUpBy() {
        StoredRecord found = StoredRecord.parse(RECORD);
        assertThat(found).isNotNull();
        assertThat(found.tenant()).isEqualTo("acme");
        assertThat(found.policy()).isEqualTo("support");
        assertThat(found.task()).isEqualTo("chat");
    }

    @Property
    void damagedLine_isARecordOrNone(
            @ForAll @IntRange(max = 900) int at, @ForAll byte damage, @ForAll @IntRange(max = 1_200) int length) {
        byte[] line = Arrays.copyOf(RECORD, Math.min(length, RECORD.length));
        if (at < line.length) {
            line[at] = damage;
        }
        StoredRecord found = StoredRecord.parse(line);
        assertThat(found == null || found.timeMillis() >= 0).isTrue();
    }

    @Property
    void anyBytes_areNoRecord(@ForAll byte[] line) {
        assertThat(StoredRecord.parse(line)).isNull();
    }
}
