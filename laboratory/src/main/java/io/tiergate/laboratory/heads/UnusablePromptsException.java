package io.tiergate.laboratory.heads;

/** Says why no head can be learned from prompts, and what to do. */
public final class UnusablePromptsException extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    UnusablePromptsException(String problem, String remedy) {
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
