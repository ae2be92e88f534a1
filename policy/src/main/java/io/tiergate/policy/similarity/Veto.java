package io.tiergate.policy.similarity;

import java.util.Locale;

/** Why two texts are never taken for the same question, however alike they are. */
public enum Veto {
    /** One of them names a person's address, number or account. */
    PERSONAL_DATA,
    /** One of them is longer than the verifier reads. */
    LONG,
    /** One of them has neither words nor numbers. */
    WORDLESS,
    /** Numbers differ, nothing else that matters does. */
    NUMBERS,
    /** Units differ, nothing else that matters does. */
    UNITS,
    /** Dates differ, nothing else that matters does. */
    DATES;

    /** Its name in records and tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
