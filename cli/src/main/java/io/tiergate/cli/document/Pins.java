package io.tiergate.cli.document;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Problems;

/** Whether a policy pins the estimates that are given with it. */
public final class Pins {
    private Pins() {}

    /** What a policy says to pin estimates. */
    static String line(String digest) {
        return "pins: { estimates: \"" + digest + "\" }";
    }

    /**
     * Returns if the policy pins the estimates, or they cannot be read, which compiling them tells better.
     *
     * @throws Failure if it pins others or none; says what to write
     */
    public static void check(String policySource, String policy, String estimatesSource, String estimates) {
        Document learned = Document.read(estimates, new Problems(estimatesSource));
        Digest pinned = PolicyCompiler.pinnedEstimates(policy);
        if (learned != null && (pinned == null || !pinned.equals(learned.digest()))) {
            throw Failure.usage(
                    policySource + " pins " + (pinned == null ? "no estimates" : "the estimates " + pinned)
                            + ", not those of " + estimatesSource,
                    "write " + line(learned.digest().toString()));
        }
    }
}
