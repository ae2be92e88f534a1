package io.tiergate.cli.session;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.transport.Trailers;

/** What a status from another process means for the caller of a command. */
final class Refusals {
    private Refusals() {}

    /**
     * The failure.
     *
     * @param peer the process that answered or did not, for people
     */
    static Failure of(String peer, StatusRuntimeException failure) {
        Status status = failure.getStatus();
        Metadata trailers = failure.getTrailers();
        String said = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        // An agent that refuses was reached, whatever the status code says.
        boolean refused = trailers != null && trailers.containsKey(Trailers.ERROR);
        if (status.getCode() == Status.Code.UNAVAILABLE && !refused) {
            return unavailable(peer, status, said);
        }
        return switch (status.getCode()) {
            case UNAUTHENTICATED ->
                new Failure(ExitCode.REFUSED, peer + ": " + said, "give a key with --key env:NAME or --key file:PATH");
            case PERMISSION_DENIED -> new Failure(ExitCode.REFUSED, peer + ": " + said, "use a key that has the role");
            case DEADLINE_EXCEEDED -> new Failure(ExitCode.UNREACHABLE, peer + " did not answer in time", "try again");
            case UNIMPLEMENTED -> new Failure(ExitCode.UNREACHABLE, peer + " does not offer this", "check the address");
            case INTERNAL, UNKNOWN, DATA_LOSS ->
                new Failure(ExitCode.BUG, peer + " failed: " + said, "look into its log");
            default -> new Failure(ExitCode.NO, said, "");
        };
    }

    private static Failure unavailable(String peer, Status status, String said) {
        // gRPC describes a connection that fails; a service that has no database describes that.
        boolean connection =
                status.getCause() != null || said.startsWith("io exception") || said.contains("UnavailableException");
        return connection
                ? new Failure(ExitCode.UNREACHABLE, "cannot reach " + peer, "is it running, and is the address right?")
                : new Failure(ExitCode.UNREACHABLE, peer + " cannot serve now: " + said, "try again");
    }
}
