package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.cache.Watermark.Kind;
import io.tiergate.dataplane.cache.Watermark.Selection;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WatermarksTest {
    private static final long STORED = 1_000;
    private static final CachedAnswer.Labels LABELS =
            new CachedAnswer.Labels("acme", "support", "user-7", Map.of("team", "blue", "app", "web"));

    private final Watermarks marks = new Watermarks(ClusterKeys.ofThisAgentOnly());

    private boolean covered() {
        return marks.cover(LABELS, "a1.0190", STORED);
    }

    static Stream<Selection> meant() {
        return Stream.of(
                new Selection(Kind.ALL, ""),
                new Selection(Kind.TENANT, "acme"),
                new Selection(Kind.USER, "user-7"),
                new Selection(Kind.POLICY, "support"),
                new Selection(Kind.TAG, "team=blue"),
                new Selection(Kind.TAG, "app=web"),
                new Selection(Kind.DECISION, "a1.0190"));
    }

    @ParameterizedTest
    @MethodSource("meant")
    void whatIsMeant_isCovered_upToTheMoment(Selection selection) {
        marks.add(new Watermark(selection, STORED - 1));
        assertThat(covered()).isFalse();
        marks.add(new Watermark(selection, STORED));
        assertThat(covered()).isTrue();
        assertThat(new Watermark(selection, STORED).covers(LABELS, "a1.0190", STORED))
                .isTrue();
        assertThat(new Watermark(selection, STORED).covers(LABELS, "a1.0190", STORED + 1))
                .isFalse();
    }

    static Stream<Selection> notMeant() {
        return Stream.of(
                new Selection(Kind.TENANT, "umbrella"),
                new Selection(Kind.TENANT, "support"),
                new Selection(Kind.USER, "acme"),
                new Selection(Kind.POLICY, "desk"),
                new Selection(Kind.TAG, "team=red"),
                new Selection(Kind.TAG, "blue=team"),
                new Selection(Kind.DECISION, "a1.0191"));
    }

    @ParameterizedTest
    @MethodSource("notMeant")
    void whatIsNotMeant_isNotCovered(Selection selection) {
        marks.add(new Watermark(selection, Long.MAX_VALUE));
        assertThat(covered()).isFalse();
        assertThat(new Watermark(selection, Long.MAX_VALUE).covers(LABELS, "a1.0190", STORED))
                .isFalse();
    }

    @Test
    void anEarlierOne_takesNothingBack() {
        marks.add(new Watermark(new Selection(Kind.ALL, ""), STORED));
        marks.add(new Watermark(new Selection(Kind.ALL, ""), 5));
        assertThat(covered()).isTrue();
        assertThat(marks.size()).isEqualTo(1);
    }

    @Test
    void userThatIsNotSaid_isNobody() {
        marks.add(new Watermark(new Selection(Kind.USER, "user-7"), STORED));
        CachedAnswer.Labels nobody = new CachedAnswer.Labels("acme", "support", null, Map.of());
        assertThat(marks.cover(nobody, "a1.0190", STORED)).isFalse();
    }

    @Property(tries = 200)
    void order_doesNotMatter(
            @ForAll @LongRange(max = 100) long one,
            @ForAll @LongRange(max = 100) long other,
            @ForAll @LongRange(max = 100) long stored) {
        Watermarks first = new Watermarks(ClusterKeys.ofThisAgentOnly());
        Watermarks second = new Watermarks(ClusterKeys.ofThisAgentOnly());
        Selection selection = new Selection(Kind.TENANT, "acme");
        first.add(new Watermark(selection, one));
        first.add(new Watermark(selection, other));
        second.add(new Watermark(selection, other));
        second.add(new Watermark(selection, one));

        assertThat(first.cover(LABELS, "", stored))
                .isEqualTo(second.cover(LABELS, "", stored))
                .isEqualTo(stored <= Math.max(one, other));
    }
}
