package io.tiergate.policy.gate;

import java.util.List;
import java.util.Optional;

/** The checks that a policy may name. */
public final class Checks {
    private static final List<Check> ALL =
            List.of(new SchemaCheck(), new LabelsCheck(), new RefusalCheck(), new FinishCheck(), new LengthCheck());

    private Checks() {}

    /** The check of this name; empty: there is none. */
    public static Optional<Check> named(String name) {
        return ALL.stream().filter(check -> check.name().equals(name)).findFirst();
    }

    /** All names, in the order in which documentation lists them. */
    public static List<String> names() {
        return ALL.stream().map(Check::name).toList();
    }
}
