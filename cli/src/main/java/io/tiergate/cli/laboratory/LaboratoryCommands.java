package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import picocli.CommandLine;

/** The laboratory's commands, each with what it does for heads, for the semantic cache and for free-text answers. */
public final class LaboratoryCommands {
    private LaboratoryCommands() {}

    /** {@code tiergate train}, {@code tiergate train heads}. */
    public static CommandLine train(Session session) {
        return new CommandLine(new TrainCommand(session)).addSubcommand(new TrainHeadsCommand(session));
    }

    /** {@code tiergate eval}, {@code tiergate eval heads}, {@code tiergate eval cache}, {@code tiergate eval answers}. */
    public static CommandLine eval(Session session) {
        return new CommandLine(new EvalCommand(session))
                .addSubcommand(new EvalHeadsCommand(session))
                .addSubcommand(new EvalCacheCommand(session))
                .addSubcommand(new EvalAnswersCommand(session));
    }

    /** {@code tiergate calibrate}, {@code tiergate calibrate cache}, {@code tiergate calibrate answers}. */
    public static CommandLine calibrate(Session session) {
        return new CommandLine(new CalibrateCommand(session))
                .addSubcommand(new CalibrateCacheCommand(session))
                .addSubcommand(new CalibrateAnswersCommand(session));
    }
}
