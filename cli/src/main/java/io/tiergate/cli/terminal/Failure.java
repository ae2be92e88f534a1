package io.tiergate.cli.terminal;

/** Why a command ends without doing what it should: one line that says what is wrong and what to do. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    /**
     * A failure.
     *
     * @param what is wrong, with the place
     * @param remedy what to do; empty when there is nothing to suggest
     */
    public Failure(ExitCode exitCode, String what, String remedy) {
        super(remedy.isEmpty() ? what : what + "; " + remedy, null, false, false);
        this.exitCode = exitCode;
    }

    /** Wrong options, arguments or files. */
    public static Failure usage(String what, String remedy) {
        return new Failure(ExitCode.USAGE, what, remedy);
    }

    /** What the process ends with. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** {@code WHAT; DO THIS}. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
