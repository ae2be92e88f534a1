package io.tiergate.policy.snapshot;

import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the arms of a policy share its buckets without gap or overlap. */
final class ArmCheck {
    private static final int ALL = 10_000;

    private ArmCheck() {}

    static void check(Manifest.PolicyEntry policy, Place place, Problems problems) {
        String subject = "policy `" + policy.name() + "`: ";
        List<Manifest.ArmEntry> arms = policy.arms();
        if (arms.isEmpty() || !arms.getFirst().name().equals(Arm.BASELINE)) {
            problems.error(place, subject + "the first arm is not `" + Arm.BASELINE + "`", "put the baseline first");
            return;
        }
        Set<String> names = new HashSet<>();
        for (Manifest.ArmEntry arm : arms) {
            if (!names.add(arm.name())) {
                problems.error(place, subject + "there are two arms `" + arm.name() + "`", "rename one of them");
            }
        }
        int sum = 0;
        int end = 0;
        for (Manifest.ArmEntry arm : candidates(arms)) {
            if (arm.from() < end) {
                problems.error(
                        place,
                        subject + "arm `" + arm.name() + "` overlaps another",
                        "start it at bucket " + end + " or later");
            }
            end = arm.from() + arm.basisPoints();
            sum += arm.basisPoints();
        }
        if (end > ALL || sum > ALL) {
            problems.error(
                    place,
                    subject + "candidates have more than all traffic (" + ALL + " basis points)",
                    "lower their shares");
        } else if (arms.getFirst().basisPoints() != ALL - sum) {
            problems.error(
                    place,
                    subject + "the baseline does not have what candidates leave",
                    "give it " + (ALL - sum) + " basis points");
        }
    }

    private static List<Manifest.ArmEntry> candidates(List<Manifest.ArmEntry> arms) {
        return arms.stream()
                .skip(1)
                .sorted(Comparator.comparingInt(Manifest.ArmEntry::from))
                .toList();
    }
}
