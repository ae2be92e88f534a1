package io.tiergate.dataplane.call.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.policy.plan.Ending;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventStreamPropertyTest {
    private static final byte[] ALL_FORMS = String.join(
                    "",
                    List.of(
                            "\uFEFFdata: {\"a\":1}\n\n: a comment\n\n",
                            "event: x\r\nid: 7\r\ndata:{\"é\":2}\r\n\r\n",
                            "data: {\r\ndata: }\r\rdata\ndatabase: 1\nretry: 5\n\n",
                            "data:\n\ndata:  two\n\ndata: [DONE]\n\n"))
            .getBytes(StandardCharsets.UTF_8);
    private static final List<String> ALL_EVENTS = List.of("{\"a\":1}", "{\"é\":2}", "{ }", "", " two", "[DONE]");

    @Example
    void everyForm_isRead() throws CallFailure {
        assertThat(events(ALL_FORMS, List.of())).isEqualTo(ALL_EVENTS);
    }

    @Example
    void oneCutAnywhere_givesTheSameEvents() throws CallFailure {
        for (int cut = 0; cut <= ALL_FORMS.length; cut++) {
            assertThat(events(ALL_FORMS, List.of(cut))).as("cut at %d", cut).isEqualTo(ALL_EVENTS);
        }
    }

    @Property
    void anyCuts_giveTheSameEvents(@ForAll("streams") String stream, @ForAll("cuts") List<Integer> cuts)
            throws CallFailure {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);

        assertThat(events(bytes, cuts)).isEqualTo(events(bytes, List.of()));
    }

    @Property
    void anyBytes_giveNoMoreDataThanThereIs(@ForAll byte[] bytes, @ForAll("cuts") List<Integer> cuts)
            throws CallFailure {
        int sum = events(bytes, cuts).stream().mapToInt(String::length).sum();

        assertThat(sum).isLessThanOrEqualTo(bytes.length);
    }

    @Example
    void unendedEvent_countsOnlyWithItsLineEnd() throws CallFailure {
        assertThat(events("data: whole\n".getBytes(StandardCharsets.UTF_8), List.of()))
                .containsExactly("whole");
        assertThat(events("data: cut".getBytes(StandardCharsets.UTF_8), List.of()))
                .isEmpty();
    }

    @Example
    void nothingMoreWanted_endsReading() throws CallFailure {
        List<String> seen = new ArrayList<>();
        EventStream stream = new EventStream(data -> {
            seen.add(new String(data, StandardCharsets.UTF_8));
            return false;
        });

        assertThat(stream.feed("data: 1\n\ndata: 2\n\n".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        stream.end();
        assertThat(seen).containsExactly("1");
    }

    @Example
    void endlessLine_isRefused() throws CallFailure {
        EventStream stream = new EventStream(data -> true);
        byte[] mebibyte = new byte[1 << 20];
        Arrays.fill(mebibyte, (byte) 'x');
        for (int i = 0; i < EventStream.MAX_EVENT_BYTES >> 20; i++) {
            assertThat(stream.feed(mebibyte)).isTrue();
        }

        assertThatThrownBy(() -> stream.feed(mebibyte))
                .isInstanceOfSatisfying(
                        CallFailure.class, e -> assertThat(e.ending()).isEqualTo(Ending.MALFORMED));
    }

    @Example
    void endlessEvent_isRefused() throws CallFailure {
        EventStream stream = new EventStream(data -> true);
        byte[] lines = ("data: " + "x".repeat(1 << 20) + "\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < (EventStream.MAX_EVENT_BYTES >> 20) - 1; i++) {
            assertThat(stream.feed(lines)).isTrue();
        }

        assertThatThrownBy(() -> stream.feed(lines)).isInstanceOf(CallFailure.class);
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(
                        "data: ",
                        "data:",
                        "event: x",
                        ":",
                        "{\"é\"}",
                        "\n",
                        "\n\n",
                        "\r\n",
                        "\r",
                        "[DONE]",
                        " ",
                        "\uFEFF")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 120).list().ofMaxSize(12);
    }

    private static List<String> events(byte[] bytes, List<Integer> cuts) throws CallFailure {
        List<String> seen = new ArrayList<>();
        EventStream stream = new EventStream(data -> seen.add(new String(data, StandardCharsets.UTF_8)));
        int from = 0;
        for (int cut : cuts.stream().sorted().toList()) {
            int to = Math.min(cut, bytes.length);
            assertThat(stream.feed(Arrays.copyOfRange(bytes, from, to))).isTrue();
            from = to;
        }
        assertThat(stream.feed(Arrays.copyOfRange(bytes, from, bytes.length))).isTrue();
        stream.end();
        return seen;
    }
}
