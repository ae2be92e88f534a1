package io.tiergate.simulator.answer;

import io.tiergate.simulator.answer.Library.Lookup;
import io.tiergate.simulator.recorded.PromptKey;

/** Finds what is said to a request: recorded, graded where it asks to judge a recorded answer, made up where that is allowed, or an error that says why not. Thread-safe. */
public final class Answers {
    private final Library library;
    private final boolean echo;

    /**
     * Answers from a library.
     *
     * @param echo whether prompts that are in no set get made-up answers
     */
    public Answers(Library library, boolean echo) {
        this.library = library;
        this.echo = echo;
    }

    /** The recorded or made-up answer, or why there is none. */
    public Lookup find(ChatRequest request, ServedModel model) {
        PromptKey key = request.prompt().key();
        Lookup lookup = library.find(key, model);
        boolean unknown = lookup instanceof Lookup.UnknownPrompt;
        Lookup.Found grade = unknown ? Judging.answer(request.prompt(), key, model, library) : null;
        if (grade != null) {
            return grade;
        }
        return echo && unknown ? Echo.answer(request.prompt(), key, model) : lookup;
    }
}
