package io.tiergate.cli.session;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** One run of a command: its options, its surroundings, and where it writes. */
public final class Session {
    private final Terminal terminal;
    private final Surroundings surroundings;
    private final GlobalOptions options = new GlobalOptions();

    /** A run that has not read its arguments yet. */
    public Session(Terminal terminal, Surroundings surroundings) {
        this.terminal = terminal;
        this.surroundings = surroundings;
    }

    /** Where it writes. */
    public Terminal terminal() {
        return terminal;
    }

    /** What it finds around it. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** For picocli to fill. */
    public GlobalOptions options() {
        return options;
    }

    /** Whether results are to be JSON. */
    public boolean json() {
        return options.output == GlobalOptions.Output.json;
    }

    /** Writes the result in the form that was asked for. */
    public void show(Object json, Supplier<String> text) {
        if (json()) {
            terminal.line(JsonText.pretty(json));
        } else {
            terminal.piece(text.get());
        }
    }

    /** The other processes; the caller closes them. */
    public Connections connect() {
        return new Connections(options, surroundings);
    }

    /** A path of the command line. */
    public Path path(Path written) {
        return surroundings.directory().resolve(written);
    }

    /**
     * A text file of the command line.
     *
     * @throws Failure if it cannot be read as UTF-8
     */
    public String read(Path written) {
        try {
            return Files.readString(path(written));
        } catch (NoSuchFileException e) {
            throw Failure.usage(written + " does not exist", "check the path");
        } catch (CharacterCodingException e) {
            throw Failure.usage(written + " is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw Failure.usage("cannot read " + written + ": " + e.getMessage(), "check the path");
        }
    }

    /**
     * Writes a file of the command line.
     *
     * @throws Failure if it cannot be written
     */
    public void write(Path written, String text) {
        try {
            Files.writeString(path(written), text);
        } catch (IOException e) {
            throw Failure.usage("cannot write " + written + ": " + e.getMessage(), "choose another place");
        }
    }
}
