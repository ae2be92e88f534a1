package io.tiergate.transport.process;

/** Finds what to tell people of a failure. */
public final class PlainCause {
    private PlainCause() {}

    /** The outermost message that Tiergate wrote for people, else the innermost one there is. */
    public static String of(Throwable failure) {
        Throwable told = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getName().startsWith("io.tiergate.")) {
                return String.valueOf(cause.getMessage());
            }
            if (cause.getMessage() != null) {
                told = cause;
            }
        }
        return String.valueOf(told.getMessage());
    }
}
