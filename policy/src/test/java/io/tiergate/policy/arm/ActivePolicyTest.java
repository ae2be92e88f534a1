package io.tiergate.policy.arm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.plan.Samples;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class ActivePolicyTest {
    private static final int KEYS = 1_000_000;
    private static final CompiledPolicy POLICY = Samples.policy(new Strategy.Cascade());

    @Test
    void shares_areWithinBinomialBoundsOverAMillionKeys() {
        ActivePolicy active = active("salt-1", 500, 2_500);
        int[] counts = new int[3];
        for (int i = 0; i < KEYS; i++) {
            counts[active.arms().indexOf(active.armOf(key(i)))]++;
        }
        double[] shares = {0.70, 0.05, 0.25};
        for (int arm = 0; arm < shares.length; arm++) {
            double expected = shares[arm] * KEYS;
            double bound = 4.5 * Math.sqrt(expected * (1 - shares[arm]));
            assertThat((double) counts[arm]).as("arm %d", arm).isBetween(expected - bound, expected + bound);
        }
    }

    @Test
    void arms_areTheSameUnderAnotherLocaleAndTimeZone() {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            byte[] here = armsOfAHundredThousand();
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            assertThat(armsOfAHundredThousand()).isEqualTo(here);
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            assertThat(armsOfAHundredThousand()).isEqualTo(here);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    /** The values were worked out apart from this code, with Python's hashlib. */
    @Test
    void keyAndBucket_areWhatTheyWereWhenTheFirstRolloutBegan() {
        StickyKey key = StickyKey.of(StickyKey.Kind.SESSION, "acme", "s-1");
        assertThat(Long.toHexString(key.hash())).isEqualTo("1588dea1a2e5c31b");
        assertThat(key.bucket("salt-1")).isEqualTo(1208);
    }

    @Test
    void raisingTheShare_onlyAdds() {
        ActivePolicy five = active("salt-1", 500);
        ActivePolicy twenty = active("salt-1", 2_000);
        int added = 0;
        for (int i = 0; i < 100_000; i++) {
            boolean before = !five.armOf(key(i)).name().equals(Arm.BASELINE);
            boolean after = !twenty.armOf(key(i)).name().equals(Arm.BASELINE);
            assertThat(before && !after).as("key %d left the candidate", i).isFalse();
            added += !before && after ? 1 : 0;
        }
        assertThat(added).isBetween(14_000, 16_000);
    }

    @Test
    void anotherSalt_isIndependent() {
        ActivePolicy one = active("salt-1", 5_000);
        ActivePolicy two = active("salt-2", 5_000);
        int both = 0;
        for (int i = 0; i < 100_000; i++) {
            both += one.armOf(key(i)).name().equals(two.armOf(key(i)).name()) ? 1 : 0;
        }
        assertThat(both).isBetween(49_000, 51_000);
    }

    @Test
    void sessionUserAndDecisionOfOneName_areDifferentKeys() {
        assertThat(List.of(
                        StickyKey.of(StickyKey.Kind.SESSION, "acme", "x"),
                        StickyKey.of(StickyKey.Kind.USER, "acme", "x"),
                        StickyKey.of(StickyKey.Kind.DECISION, "acme", "x"),
                        StickyKey.of(StickyKey.Kind.SESSION, "acm", "ex"),
                        StickyKey.of(StickyKey.Kind.SESSION, "", "acmex")))
                .doesNotHaveDuplicates();
    }

    @Test
    void fullShare_takesEveryKey_andNoShareNone() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(active("s", 10_000).armOf(key(i)).name()).isEqualTo("candidate-1");
            assertThat(active("s", 0).armOf(key(i)).name()).isEqualTo(Arm.BASELINE);
        }
    }

    private static byte[] armsOfAHundredThousand() {
        ActivePolicy active = active("salt-1", 500, 2_500);
        MessageDigest digest = io.tiergate.policy.document.Digest.sha256();
        for (int i = 0; i < 100_000; i++) {
            digest.update((byte) active.arms().indexOf(active.armOf(key(i))));
        }
        return digest.digest();
    }

    private static StickyKey key(int number) {
        return StickyKey.of(StickyKey.Kind.SESSION, "tenant-" + number % 97, "session-İı-" + number);
    }

    private static ActivePolicy active(String salt, int... shares) {
        List<Arm> arms = new ArrayList<>();
        arms.add(new Arm(Arm.BASELINE, POLICY, 1, 0, 0));
        int from = 0;
        for (int share : shares) {
            arms.add(new Arm("candidate-" + arms.size(), POLICY, arms.size() + 1, from, share));
            from += share;
        }
        return new ActivePolicy("support", salt, arms);
    }
}
