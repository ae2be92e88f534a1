package io.tiergate.laboratory.similarity;

/** Says why nothing can be learned from pairs of questions, and what to do. */
public final class UnusablePairsException extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    UnusablePairsException(String problem, String remedy) {
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
