package io.tiergate.simulator.answer;

import io.tiergate.simulator.recorded.Prompt;
import io.tiergate.simulator.recorded.PromptKey;
import io.tiergate.simulator.recorded.RecordedAnswer;
import io.tiergate.simulator.recorded.RecordedPrompt;
import io.tiergate.simulator.recorded.RecordedUsage;
import java.util.List;
import java.util.Map;

/** Makes answers up for prompts that are in no set: the same prompt and model get the same one, plainly labelled. */
final class Echo {
    private static final String LABEL = "Simulated answer, made up by no model:";
    private static final List<String> WORDS = List.of(
            "amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "heron", "inlet", "jasper", "karst", "larch",
            "maple", "north", "ochre", "pearl");
    private static final int FEWEST_WORDS = 8;
    private static final int CHARACTERS_PER_TOKEN = 4;
    /** Longer prompts are not counted but estimated, so that one huge prompt does not hold up the others. */
    private static final int COUNTED_CHARACTERS = 65_536;

    private Echo() {}

    static Library.Lookup.Found answer(Prompt prompt, PromptKey key, ServedModel model) {
        StringBuilder text = new StringBuilder(LABEL);
        long bits = key.high() ^ model.id().hashCode();
        int words = FEWEST_WORDS + (int) (key.low() & 31);
        for (int i = 0; i < words; i++) {
            bits = Long.rotateLeft(bits * 0x9E3779B97F4A7C15L, 23);
            text.append(' ').append(WORDS.get((int) (bits & 15)));
        }
        text.append('.');
        var answer = new RecordedAnswer(text.toString(), List.of(), null, usage(prompt), null);
        var made = new RecordedPrompt("echo-" + key.hex(), prompt, Map.of(model.id(), answer));
        return new Library.Lookup.Found(made, answer, true);
    }

    private static RecordedUsage usage(Prompt prompt) {
        long characters = 0;
        for (var message : prompt.messages()) {
            characters += message.text().length();
        }
        return characters <= COUNTED_CHARACTERS
                ? RecordedUsage.NONE
                : new RecordedUsage(characters / CHARACTERS_PER_TOKEN, null, 0, 0, 0);
    }
}
