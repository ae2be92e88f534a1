package io.tiergate.simulator.answer;

import io.tiergate.simulator.bill.Quote;
import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.recorded.RecordedAnswer;
import io.tiergate.simulator.recorded.RecordedPrompt;
import java.util.ArrayList;
import java.util.List;

/** What every model would charge for every recorded prompt, had it answered all of them. Thread-safe. */
public final class Quotes {
    private final Library library;
    private final Models models;
    private final Composer composer;

    /** Quotes for the prompts of a library by those models. */
    public Quotes(Library library, Models models, Composer composer) {
        this.library = library;
        this.models = models;
        this.composer = composer;
    }

    /** Prompt by prompt in the order of the sets, model by model in the order of the price file; without answers that are not there. */
    public List<Quote> all() {
        List<Quote> quotes = new ArrayList<>();
        for (RecordedPrompt prompt : library.prompts()) {
            for (ServedModel model : models.all()) {
                quote(prompt, model, quotes);
            }
        }
        return quotes;
    }

    private void quote(RecordedPrompt prompt, ServedModel model, List<Quote> quotes) {
        for (String id : model.recordedIds()) {
            RecordedAnswer answer = prompt.answer(id);
            if (answer != null && answer.speaks()) {
                Usage usage = composer.usage(prompt, answer);
                quotes.add(new Quote(
                        prompt.id(), model.id(), id, usage, model.prices().micros(usage)));
                return;
            }
        }
    }
}
