package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Snapshot;
import java.time.Duration;
import java.time.Instant;

/** How log lines put it. */
final class Words {
    private Words() {}

    /** The two largest units: {@code 3 h 2 min}. */
    static String of(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        if (duration.toMinutes() > 0) {
            return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toSeconds() + " s";
    }

    /** What runs, and how old it is. */
    static String of(Snapshot snapshot, Instant now) {
        StringBuilder text = new StringBuilder();
        for (ResourceKind kind : ResourceKind.values()) {
            Running<?> running = snapshot.running(kind);
            text.append(text.isEmpty() ? "" : ", ");
            if (running == null) {
                text.append("no ").append(kind.label());
            } else {
                text.append(kind.label()).append(' ').append(running.version());
                text.append(", ").append(of(running.age(now))).append(" old");
            }
        }
        return text.toString();
    }
}
