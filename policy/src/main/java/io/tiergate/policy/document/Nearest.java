package io.tiergate.policy.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known name that somebody who mistyped one probably meant. */
public final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The closest of {@code known}, or null when none is close: at most a third of the letters differ, transpositions counting once. */
    public static @Nullable String to(String written, Collection<String> known) {
        String best = null;
        int bestDistance = Math.max(1, written.length() / 3) + 1;
        String lower = written.toLowerCase(Locale.ROOT);
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(lower, candidate.toLowerCase(Locale.ROOT), bestDistance);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** {@code did you mean `X`?}, or else the names that are known, or {@code none} when there are none. */
    public static String suggestion(String written, Collection<String> known, String none) {
        String nearest = to(written, known);
        if (nearest != null) {
            return "did you mean `" + nearest + "`?";
        }
        return known.isEmpty() ? none : "known: " + list(known);
    }

    /** The first dozen names, sorted, in backquotes. */
    public static String list(Collection<String> names) {
        List<String> sorted = names.stream().sorted(Comparator.naturalOrder()).toList();
        StringBuilder text = new StringBuilder();
        for (String name : sorted.subList(0, Math.min(12, sorted.size()))) {
            text.append(text.isEmpty() ? "" : ", ").append('`').append(name).append('`');
        }
        return sorted.size() <= 12 ? text.toString() : text + " and " + (sorted.size() - 12) + " more";
    }

    /** Optimal string alignment distance, or {@code limit} when it is at least that. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit || a.length() > LONGEST || b.length() > LONGEST) {
            return limit;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = cell(a, b, i, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cell(String a, String b, int i, int j, int[][] cost) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
