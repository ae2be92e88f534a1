package io.tiergate.policy.compile;

import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.gate.Likelihood;
import io.tiergate.policy.gate.Zones;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Reads {@code confidence}: the policy's bounds on how likely an answer must be right, and a task's own. */
final class ZonesReader {
    private final Zones common;
    private final Problems problems;

    ZonesReader(Fields root, Problems problems) {
        this.problems = problems;
        this.common = read(root, Zones.DEFAULT);
    }

    /** A task's bounds; what it does not say is as in the policy. */
    Zones read(Fields task) {
        return read(task, common);
    }

    private Zones read(Fields fields, Zones absent) {
        if (!fields.has("confidence")) {
            return absent;
        }
        Fields written = fields.mappingOrEmpty("confidence");
        int below = ppm(written, "escalate_below", absent.escalateBelow());
        int from = ppm(written, "trust_from", absent.trustFrom());
        if (from < below) {
            problems.error(
                    written.placeOf(written.has("trust_from") ? "trust_from" : "escalate_below"),
                    "`trust_from` is less than `escalate_below`, so that an answer would be both",
                    "write `trust_from` at least as large");
        }
        String between = written.textOr("between", absent.between().label());
        return new Zones(below, from, between(between, absent.between()));
    }

    private static Zones.Between between(String written, Zones.Between absent) {
        for (Zones.Between between : Zones.Between.values()) {
            if (between.label().equals(written.toLowerCase(Locale.ROOT))) {
                return between;
            }
        }
        return absent; // the schema has refused it
    }

    private static int ppm(Fields fields, String name, int absent) {
        Node.Numeral number = fields.number(name);
        return number == null
                ? absent
                : number.value()
                        .multiply(BigDecimal.valueOf(Likelihood.SURE))
                        .setScale(0, RoundingMode.HALF_UP)
                        .intValue();
    }
}
