package io.tiergate.cli.terminal;

/** What the process ends with. */
public enum ExitCode {
    /** Done. */
    OK(0),
    /** The answer is no: an invalid policy, a replay that differs, a fleet that has not converged, a request refused. */
    NO(1),
    /** Wrong options or arguments, or a file that cannot be used. */
    USAGE(2),
    /** A process cannot be reached. */
    UNREACHABLE(3),
    /** No credential, a wrong one, or one without the role. */
    REFUSED(4),
    /** A bug of ours. */
    BUG(70);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }
}
