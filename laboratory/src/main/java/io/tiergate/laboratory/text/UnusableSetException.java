package io.tiergate.laboratory.text;

/** Says why nothing can be learned from a set of labelled texts, and what to do. */
public final class UnusableSetException extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    /**
     * A set that nothing can be learned from.
     *
     * @param problem what is wrong, with the place
     * @param remedy what to do
     */
    public UnusableSetException(String problem, String remedy) {
        super(problem, null, false, false);
        this.remedy = remedy;
    }

    /** What is wrong, with the place. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }
}
