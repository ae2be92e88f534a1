package io.tiergate.laboratory.similarity;

import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Signs that say one thing of two texts; left out together, they show what they are worth.
 *
 * @param name for tables, and of the veto that says the same
 */
record Guard(String name, Set<Sign> signs) {
    private static final Set<Sign> NONE = EnumSet.of(Sign.ONE, Sign.COSINE, Sign.CLOSE);

    private static final List<Guard> OF_ANSWERS = List.of(
            new Guard("numbers", EnumSet.of(Sign.NUMBERS, Sign.FIGURES)),
            new Guard("units", EnumSet.of(Sign.UNITS)),
            new Guard("dates", EnumSet.of(Sign.DATES)),
            new Guard("names", EnumSet.of(Sign.STRANGERS)),
            new Guard("identifiers", EnumSet.of(Sign.CODES)),
            new Guard("negation", EnumSet.of(Sign.NEGATION, Sign.DENIED)),
            new Guard("verdict", EnumSet.of(Sign.VERDICT)),
            new Guard("unsure", EnumSet.of(Sign.UNSURE)),
            new Guard("caveat", EnumSet.of(Sign.CAVEAT)),
            new Guard("opposites", EnumSet.of(Sign.OPPOSITES)),
            new Guard("rivals", EnumSet.of(Sign.RIVALS)),
            new Guard("order", EnumSet.of(Sign.DIRECTION, Sign.ORDER, Sign.EXCHANGED, Sign.LEAD)),
            new Guard("instead", EnumSet.of(Sign.INSTEAD)),
            new Guard("conclusion", EnumSet.of(Sign.CONCLUSION, Sign.OUTCOME)),
            new Guard(
                    "words",
                    EnumSet.of(Sign.OVERLAP, Sign.CONTAINED, Sign.LENGTH, Sign.ADDED, Sign.REPLACED, Sign.SUBSTITUTED)),
            new Guard("language", EnumSet.of(Sign.LANGUAGE)));

    Guard {
        signs = Set.copyOf(signs);
    }

    /** Those of questions stand alone, one sign each. */
    static List<Guard> of(Subject subject) {
        return switch (subject) {
            case ANSWERS -> OF_ANSWERS;
            case QUESTIONS ->
                subject.signs().stream()
                        .filter(sign -> !NONE.contains(sign))
                        .map(sign -> new Guard(sign.label(), EnumSet.of(sign)))
                        .toList();
        };
    }
}
