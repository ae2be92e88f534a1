package io.tiergate.policy.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects everything wrong with one document. A part that is marked broken is not judged again, so that one mistake gives one problem.
 * Not thread-safe.
 */
public final class Problems {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::path)
            .thenComparing(Problem::message);

    private static final int MAX = 1_000;

    private final String source;
    private final Set<Problem> found = new LinkedHashSet<>();
    private final Set<String> broken = new HashSet<>();

    /** None yet, in the document of that file or name. */
    public Problems(String source) {
        this.source = source;
    }

    /** Adds an error. */
    public void error(Place place, String message, String suggestion) {
        add(place, message, suggestion, false);
    }

    /** Adds a warning, which stops nothing. */
    public void warning(Place place, String message, String suggestion) {
        add(place, message, suggestion, true);
    }

    private void add(Place place, String message, String suggestion, boolean warning) {
        if (found.size() >= MAX) {
            found.add(new Problem(
                    source, "", 0, 0, "there are more than " + MAX + " problems", "mend these first", false));
            return;
        }
        found.add(new Problem(source, place.path(), place.line(), place.column(), message, suggestion, warning));
    }

    /** Says that the value at {@code place} has its problem already: later stages take it as absent. */
    public void markBroken(Place place) {
        broken.add(place.path());
    }

    /** Whether the value at {@code path}, or one around it, is marked broken. */
    public boolean isBroken(String path) {
        String part = path;
        while (!broken.contains(part)) {
            int slash = part.lastIndexOf('/');
            if (slash < 0) {
                return false;
            }
            part = part.substring(0, slash);
        }
        return true;
    }

    /** Whether any problem is more than a warning. */
    public boolean hasErrors() {
        return found.stream().anyMatch(problem -> !problem.warning());
    }

    /** All, by place. */
    public List<Problem> sorted() {
        List<Problem> all = new ArrayList<>(found);
        all.sort(BY_PLACE);
        return List.copyOf(all);
    }
}
