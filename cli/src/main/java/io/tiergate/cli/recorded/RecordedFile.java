package io.tiergate.cli.recorded;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.recorded.RecordedSet;
import io.tiergate.laboratory.recorded.SetReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the recorded set that a command was given. */
public final class RecordedFile {
    private static final int SHOWN = 20;

    private RecordedFile() {}

    /**
     * Reads all of it; bad lines are shown.
     *
     * @param written as on the command line
     * @param skipBad whether bad lines are left out
     * @throws Failure if it cannot be read, has bad lines that are not left out, or no prompts
     */
    public static RecordedSet read(Session session, Path written, boolean skipBad) {
        RecordedSet set;
        try {
            set = SetReader.read(session.path(written));
        } catch (NoSuchFileException e) {
            throw Failure.usage(written + " does not exist", "check the path");
        } catch (EOFException e) {
            throw Failure.usage(
                    "cannot read " + written + ": it ends too early", "check that it is a whole recorded set");
        } catch (IOException e) {
            throw Failure.usage(
                    "cannot read " + written + ": " + e.getMessage(), "check that it is a whole recorded set");
        }
        if (!set.problems().isEmpty() && !skipBad) {
            set.problems().stream()
                    .limit(SHOWN)
                    .forEach(problem -> session.terminal().note(problem.toString()));
            throw new Failure(
                    ExitCode.USAGE,
                    written + " has " + set.problems().size()
                            + (set.problems().size() == 1 ? " bad line" : " bad lines"),
                    "mend them or take them out; what learns and compares leaves them out with --skip-bad");
        }
        if (set.prompts().isEmpty()) {
            throw Failure.usage(written + " has no prompts", "give a recorded set, one JSON object to a line");
        }
        return set;
    }
}
