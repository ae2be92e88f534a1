package io.tiergate.policy.similarity;

import java.util.Locale;

/**
 * What is seen of two texts when they are held side by side: the verifier's features. Each is the same whichever of the two is called the first. A
 * policy document names them by {@link #label}, its schema says what each is.
 */
public enum Sign {
    /** Always 1: the intercept. */
    ONE,
    /** Cosine of the embeddings. */
    COSINE,
    /** How far the cosine lies above 0.9, times ten: 0 to 1. */
    CLOSE,
    /** Shared content words over all content words. */
    OVERLAP,
    /** Words of the shorter text over words of the longer. */
    LENGTH,
    /** Only one text has content words of its own: it asks for more, or for less. Of answers: the more so, the less it is longer for that. */
    ADDED,
    /** Both have content words of their own: how much of the text around them is equal. */
    REPLACED,
    /** Each has exactly one content word that the other has not. */
    SUBSTITUTED,
    /** Numbers differ. */
    NUMBERS,
    /** Units differ, or the numbers that they belong to. */
    UNITS,
    /** Months, weekdays, times of day, days and weeks relative to today or quarters differ. */
    DATES,
    /** A name of one text is not in the other. */
    NAMES,
    /** A code identifier or quoted text of one is not in the other. */
    IDENTIFIERS,
    /** One is negated. */
    NEGATION,
    /** A word of one is the opposite of a word of the other. */
    OPPOSITES,
    /** A word of one and a word of the other exclude each other: two languages, two file formats, two operating systems. */
    RIVALS,
    /** What stands before and after a word such as "to" has changed places. */
    DIRECTION,
    /** The same content words stand in another order. */
    ORDER,
    /** Who, when, where, why, how, how many: another one is asked for; the more so, the more words are shared. */
    QUESTION,
    /** They are written in different languages. */
    LANGUAGE,
    /** Shared content words over those of the text that has fewer. Of answers, as all that follow. */
    CONTAINED,
    /** Each says a number that the other does not. */
    FIGURES,
    /** Each names something that the other does not. */
    STRANGERS,
    /** Each has a code identifier or quoted text that the other has not. */
    CODES,
    /** One denies what the other affirms. */
    DENIED,
    /** One says yes where the other says no; a half where one says no and the other denies nothing. */
    VERDICT,
    /** One says that it does not know. */
    UNSURE,
    /** One holds under a condition, or with an exception, that the other does not have. */
    CAVEAT,
    /** How much of what one concludes, or says last, is said in the other: the lesser of both ways. */
    CONCLUSION,
    /** Between the same words each has something that the other has nowhere. */
    INSTEAD,
    /** Words of both have changed places. */
    EXCHANGED,
    /** Of the names that both have, another one comes first. */
    LEAD,
    /** Both say what they conclude: how much of the shorter conclusion is not in the other. */
    OUTCOME;

    /** Its name in documents. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
