package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.estimate.Estimates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which cases are learned from together: those of a task, and of one domain where the task has several. */
public final class Grouping {
    private final Set<String> divided = new HashSet<>();

    /** The grouping that these cases call for. */
    public Grouping(List<Case> cases) {
        Map<String, Set<String>> domains = new HashMap<>();
        for (Case one : cases) {
            String domain = one.features().domain();
            domains.computeIfAbsent(one.features().task(), task -> new HashSet<>())
                    .add(domain == null ? "" : domain);
        }
        domains.forEach((task, names) -> {
            if (names.size() > 1) {
                divided.add(task);
            }
        });
    }

    /** The name of a case's group, as estimates know it. */
    public String of(Case one) {
        return of(one.features().task(), one.features().domain());
    }

    /**
     * The group of requests of a task and domain.
     *
     * @param domain null: unknown
     */
    public String of(String task, @Nullable String domain) {
        return domain == null || !divided.contains(task) ? task : Estimates.key(task, domain);
    }

    /** Indices of cases by group, sorted by name. */
    public Map<String, List<Integer>> groups(List<Case> cases) {
        Map<String, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < cases.size(); i++) {
            groups.computeIfAbsent(of(cases.get(i)), name -> new ArrayList<>()).add(i);
        }
        return groups;
    }
}
