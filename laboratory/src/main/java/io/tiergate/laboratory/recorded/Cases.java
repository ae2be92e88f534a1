package io.tiergate.laboratory.recorded;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.answer.Answers;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.cost.TokenEstimate;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.CandidateAnswer;
import io.tiergate.policy.gate.Gate;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes {@link Case}s of a recorded set, under a policy: its tasks say what answers are, its catalog what they cost. */
public final class Cases {
    private final CompiledPolicy policy;
    private final List<Model> models;
    private final TokenCount count;

    private Cases(CompiledPolicy policy, List<Model> models, TokenCount count) {
        this.policy = policy;
        this.models = models;
        this.count = count;
    }

    /** What came of reading a set under a policy. */
    public sealed interface Outcome {
        /**
         * It can be used.
         *
         * @param cases one per prompt, in order
         * @param unpriced models of the set that the catalog does not have, and which were left out
         */
        record Ready(List<Case> cases, Set<String> unpriced) implements Outcome {
            public Ready {
                cases = List.copyOf(cases);
            }
        }

        /**
         * It cannot.
         *
         * @param problem what is wrong
         * @param remedy what to do
         */
        record Unusable(String problem, String remedy) implements Outcome {}
    }

    /**
     * The cases of a set.
     *
     * @param models those that the policy may ask; each must have answered every prompt
     */
    public static Outcome of(RecordedSet set, CompiledPolicy policy, List<Model> models, TokenCount count) {
        return new Cases(policy, models, count).read(set);
    }

    private Outcome read(RecordedSet set) {
        List<Case> cases = new ArrayList<>();
        Set<String> unpriced = new TreeSet<>();
        for (RecordedPrompt prompt : set.prompts()) {
            TaskProfile task = policy.task(prompt.task());
            if (task == null) {
                return new Outcome.Unusable(
                        "prompt " + prompt.id() + " of " + set.name() + " is of task `" + prompt.task()
                                + "`, which policy `" + policy.name() + "` does not have",
                        "add the task to the policy, or evaluate with another one");
            }
            Map<String, RecordedAnswer> answers = new LinkedHashMap<>();
            for (Model model : models) {
                RecordedAnswer answer = answerOf(prompt, model);
                if (answer == null) {
                    return new Outcome.Unusable(
                            "prompt " + prompt.id() + " of " + set.name() + " has no answer of " + model.id()
                                    + "; it has "
                                    + String.join(
                                            ", ", new TreeSet<>(prompt.answers().keySet())),
                            "take the model from the policy, or give it the set's name for it (`name:` in the catalog)");
                }
                if (answer.text() == null && answer.outputTokens() == null) {
                    return new Outcome.Unusable(
                            "prompt " + prompt.id() + " of " + set.name() + " has a score of " + model.id()
                                    + " but neither text nor tokens: what it costs is unknown",
                            "add `text`, or `input_tokens` and `output_tokens`, to the set");
                }
                answers.put(model.id(), answer);
            }
            unpriced.addAll(prompt.answers().keySet());
            cases.add(toCase(prompt, task, answers));
        }
        models.forEach(model -> unpriced.removeAll(namesOf(model)));
        return new Outcome.Ready(cases, unpriced);
    }

    private static @Nullable RecordedAnswer answerOf(RecordedPrompt prompt, Model model) {
        for (String name : namesOf(model)) {
            RecordedAnswer answer = prompt.answers().get(name);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    /** A set may call a model by its catalog id or by the provider's own name for it. */
    private static List<String> namesOf(Model model) {
        return List.of(model.id(), model.provider().name() + "/" + model.upstreamName());
    }

    private Case toCase(RecordedPrompt prompt, TaskProfile task, Map<String, RecordedAnswer> answers) {
        List<String> turns = prompt.turns();
        long bytes = turns.stream().mapToLong(count::bytesOfPrompt).sum();
        Features features = new Features(
                task.name(),
                prompt.domain() == null ? task.domain() : prompt.domain(),
                policy.settings().defaultStakes(),
                new Features.Size(TokenEstimate.of(bytes, turns.size()), task.outputTokens(), null),
                new Features.Form(turns.size(), false, false, "text", false),
                new Features.Caller("laboratory", "", null),
                Map.of());
        long promptTokens = turns.stream().mapToLong(count::ofPrompt).sum();
        Map<String, Case.Given> given = new LinkedHashMap<>();
        for (Model model : models) {
            RecordedAnswer answer = answers.get(model.id());
            if (answer != null) {
                given.put(model.id(), given(task, features, model, answer, promptTokens));
            }
        }
        return new Case(prompt.id(), task, features, given);
    }

    private Case.Given given(
            TaskProfile task, Features features, Model model, RecordedAnswer answer, long promptTokens) {
        String text = answer.text() == null ? "" : answer.text();
        String finish = Objects.requireNonNullElse(answer.finishReason(), "stop");
        TokenUsage usage = TokenUsage.of(
                answer.inputTokens() == null ? promptTokens : answer.inputTokens(),
                answer.outputTokens() == null ? count.of(text) : answer.outputTokens());
        Optional<CanonicalAnswer> canonical = Answers.canonical(task.answer(), text);
        return new Case.Given(
                answer.score(),
                usage,
                model.price().micros(usage),
                Gate.examine(
                        task.gate(),
                        new CandidateAnswer(
                                task.name(),
                                features.size().inputTokens(),
                                text,
                                finish,
                                false,
                                usage.output(),
                                task.answer(),
                                "")),
                canonical.map(CanonicalAnswer::digest).orElse(null),
                // Of a model that by the catalog gives no log-probabilities agents get none.
                AnswerTraits.of(text, canonical, model.givesLogprobs() ? answer.logprob() : null),
                answer.latencyMillis(),
                answer.selfReport(),
                task.answer().equality() == null || canonical.isEmpty()
                        ? null
                        : Answers.freeText(task.answer(), text).orElse(null));
    }
}
