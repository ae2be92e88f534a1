package io.tiergate.policy.compile;

import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Subject;
import io.tiergate.policy.similarity.Verifier;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a verifier, and the bound that it must keep. */
final class VerifierReader {
    private final Subject subject;
    private final String command;
    private final Fields root;
    private final Problems problems;

    /**
     * A reader of one kind of verifiers.
     *
     * @param subject what they compare
     * @param command that writes them
     */
    VerifierReader(Subject subject, String command, Fields root, Problems problems) {
        this.subject = subject;
        this.command = command;
        this.root = root;
        this.problems = problems;
    }

    /**
     * A verifier as written.
     *
     * @param bound share of what it takes for the same that may be wrong
     * @param model {@code sha256:HEX} of the model set whose embeddings it was fitted on
     */
    record Written(double bound, String model, double threshold, Verifier verifier) {}

    /**
     * Reads it.
     *
     * @param member of the policy that holds bound and verifier
     * @param place of that member
     * @return null: there is none, or it is written wrongly, which is a problem then
     */
    @Nullable
    Written read(Fields member, Place place) {
        Fields verifier = member.mapping("verifier");
        if (verifier == null) {
            if (!member.has("verifier")) {
                problems.error(
                        place,
                        "there is no `verifier`: nothing says which " + subject.label() + " are the same",
                        "run `" + command + "`, which writes it from labelled pairs of " + subject.label());
            }
            return null;
        }
        Node.Numeral bound = member.number(subject.bound());
        checkBound(bound, verifier);
        checkModel(verifier);
        return new Written(
                real(bound),
                verifier.textOr("model", ""),
                real(verifier.number("threshold")),
                new Verifier(weights(verifier.mappingOrEmpty("weights"))));
    }

    /** A verifier whose threshold was chosen for a laxer bound than the policy's would not keep that. */
    private void checkBound(Node.@Nullable Numeral bound, Fields verifier) {
        Node.Numeral calibrated = verifier.number(subject.bound());
        if (bound != null && calibrated != null && calibrated.value().compareTo(bound.value()) > 0) {
            problems.error(
                    calibrated.place(),
                    "the verifier was calibrated for `" + subject.bound() + "` " + calibrated.value()
                            + ", laxer than the policy's " + bound.value(),
                    "run `" + command + " --" + subject.bound().replace('_', '-') + " " + bound.value() + "`");
        }
    }

    /** The node embeds and predicts with one model. */
    private void checkModel(Fields verifier) {
        Node.Text pin = root.mappingOrEmpty("pins").text("classifier");
        Node.Text model = verifier.text("model");
        if (pin != null && model != null && !pin.value().equals(model.value())) {
            problems.error(
                    model.place(),
                    "the verifier was fitted on another model's embeddings than those of the classifier that the policy pins",
                    "run `" + command + "` with the pinned model, or pin this one");
        }
    }

    private Map<Sign, Double> weights(Fields written) {
        Map<Sign, Double> weights = new EnumMap<>(Sign.class);
        for (Sign sign : subject.signs()) {
            Node.Numeral weight = written.number(sign.label());
            if (weight != null) {
                weights.put(sign, weight.value().doubleValue());
            }
        }
        return weights;
    }

    private static double real(Node.@Nullable Numeral number) {
        return number == null ? 0 : number.value().doubleValue();
    }
}
