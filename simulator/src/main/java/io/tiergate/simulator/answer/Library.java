package io.tiergate.simulator.answer;

import io.tiergate.simulator.recorded.PromptKey;
import io.tiergate.simulator.recorded.RecordedAnswer;
import io.tiergate.simulator.recorded.RecordedPrompt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All recorded prompts, found by what they say; where several say the same, the first with an answer counts. Immutable. */
public final class Library {
    private final Map<PromptKey, List<RecordedPrompt>> prompts = new HashMap<>();
    private final List<RecordedPrompt> inOrder = new ArrayList<>();
    private final Set<String> modelIds = new TreeSet<>();

    /** Indexes the prompts of all sets, in order. */
    public Library(Iterable<RecordedPrompt> recorded) {
        for (RecordedPrompt prompt : recorded) {
            prompts.computeIfAbsent(prompt.prompt().key(), _ -> new ArrayList<>(1))
                    .add(prompt);
            modelIds.addAll(prompt.answers().keySet());
            inOrder.add(prompt);
        }
    }

    /** Every prompt, in the order of the sets. */
    public List<RecordedPrompt> prompts() {
        return List.copyOf(inOrder);
    }

    /** How many prompts there are. */
    public int size() {
        return inOrder.size();
    }

    /** How many prompts say the same as an earlier one. */
    public int repeated() {
        return inOrder.size() - prompts.size();
    }

    /** Every model that any prompt has an answer of. */
    public Set<String> modelIds() {
        return Set.copyOf(modelIds);
    }

    /** Looks a prompt and a model's answer to it up. */
    public Lookup find(PromptKey key, ServedModel model) {
        List<RecordedPrompt> candidates = prompts.getOrDefault(key, List.of());
        Lookup best = new Lookup.UnknownPrompt();
        for (RecordedPrompt prompt : candidates) {
            for (String id : model.recordedIds()) {
                RecordedAnswer answer = prompt.answer(id);
                if (answer != null && answer.speaks()) {
                    return new Lookup.Found(prompt, answer, false);
                }
                if (answer != null) {
                    best = new Lookup.ScoreOnly(prompt.id());
                }
            }
            if (best instanceof Lookup.UnknownPrompt) {
                best = new Lookup.NoAnswer(prompt.id());
            }
        }
        return best;
    }

    /** The grade that a model gave its own answer to a prompt; null where it is not its own, or no set says it. */
    @Nullable
    Integer selfReportOf(PromptKey key, String text, ServedModel model) {
        for (RecordedPrompt prompt : prompts.getOrDefault(key, List.of())) {
            for (String id : model.recordedIds()) {
                RecordedAnswer answer = prompt.answer(id);
                String recorded = answer == null ? null : answer.text();
                if (answer != null && recorded != null && recorded.strip().equals(text.strip())) {
                    return answer.selfReport();
                }
            }
        }
        return null;
    }

    /** The score of an answer to a prompt, whichever model gave it; null where no set has that answer with a score. */
    @Nullable
    Double scoreOf(PromptKey key, String text) {
        for (RecordedPrompt prompt : prompts.getOrDefault(key, List.of())) {
            for (RecordedAnswer answer : prompt.answers().values()) {
                String recorded = answer.text();
                if (recorded != null && recorded.strip().equals(text.strip()) && answer.score() != null) {
                    return answer.score();
                }
            }
        }
        return null;
    }

    /** What the sets hold for a prompt and a model. */
    public sealed interface Lookup {
        /** An answer, recorded or made up. */
        record Found(RecordedPrompt prompt, RecordedAnswer answer, boolean madeUp) implements Lookup {}

        /** The prompt is in no set. */
        record UnknownPrompt() implements Lookup {}

        /** The prompt is there, the model's answer is not. */
        record NoAnswer(String promptId) implements Lookup {}

        /** The answer has a score but no text. */
        record ScoreOnly(String promptId) implements Lookup {}
    }
}
