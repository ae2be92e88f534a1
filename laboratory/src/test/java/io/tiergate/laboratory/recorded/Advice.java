package io.tiergate.laboratory.recorded;

import io.tiergate.laboratory.World;
import java.util.List;
import java.util.Map;

/** Prompts whose answers are free texts. */
public final class Advice {
    /** Two must agree. Texts say the same where their embeddings are all but the same. */
    public static final String POLICY = """
            policy: advice
            reference: frontier
            tiers:
              - { name: small, targets: [ { model: lab/cheap }, { model: lab/other } ] }
              - { name: frontier, targets: [ { model: lab/dear } ] }
            tasks:
              advice: { owner: t, strategy: consensus, rungs: [ { ask: [lab/cheap, lab/other] }, { tier: frontier } ] }
            default_task: advice
            text_equality:
              max_wrong: 0.05
              verifier: { model: "sha256:MODEL", max_wrong: 0.05, threshold: 0.9, weights: { one: -90, cosine: 100 } }
            """.replace("MODEL", "0".repeat(64));

    private Advice() {}

    /** What the models said to one prompt, by the policy. */
    public static Case said(String policy, String cheap, String other, String dear) {
        Map<String, RecordedAnswer> answers =
                Map.of(World.CHEAP, answer(cheap), World.OTHER, answer(other), World.DEAR, answer(dear));
        RecordedPrompt prompt = new RecordedPrompt("one", "advice", null, World.question("When is it open?"), answers);
        return World.cases(List.of(prompt), World.variants(policy)).getFirst();
    }

    /** The same, compared. */
    public static Case compared(Case said) {
        return FreeTexts.compared(List.of(said), Advice::embedding).getFirst();
    }

    /** An angle: the last letter says which. */
    static float[] embedding(String text) {
        double angle = (text.charAt(text.length() - 1) - 'a') / 50.0 * Math.PI / 2;
        return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
    }

    private static RecordedAnswer answer(String text) {
        return new RecordedAnswer(text, 1, null, null);
    }
}
