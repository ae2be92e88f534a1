package io.tiergate.cli.profile;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.answer.Answers;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.gate.CandidateAnswer;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.JudgeForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says what an answer is worth, 0 to 1. Stated on the command line and in what is written. Thread-safe. */
sealed interface Oracle {
    /** As it is written on the command line. */
    String name();

    /** Why it cannot judge answers to this prompt, with what to do; null: it can. */
    @Nullable
    String obstacle(Question question, TaskProfile task);

    /** The reading of {@code reference}, {@code schema}, {@code labels} or {@code judge:MODEL}. */
    static Oracle named(String written) {
        if (written.startsWith(Judge.PREFIX) && written.indexOf('/') > 0) {
            return new Judge(written.substring(Judge.PREFIX.length()));
        }
        return switch (written) {
            case "reference" -> new Reference();
            case "schema", "labels" -> new Form(written);
            default ->
                throw Failure.usage(
                        "--oracle: '" + written + "' is none",
                        "write reference, schema, labels, or judge:PROVIDER/MODEL");
        };
    }

    /** Judges by itself. */
    sealed interface Local extends Oracle {
        /** What the answer is worth. */
        double score(Question question, TaskProfile task, Answer.Given answer);
    }

    /** Equal to the prompt's reference in the canonical form of the task's answers. */
    record Reference() implements Local {
        @Override
        public String name() {
            return "reference";
        }

        @Override
        public @Nullable String obstacle(Question question, TaskProfile task) {
            if (question.reference() == null) {
                return "has no `reference`; add it, or use another --oracle";
            }
            if (spec(question, task).kind() == AnswerKind.TEXT) {
                return "is of task `" + task.name()
                        + "`, whose answers are free text: equal words are not equal answers; use"
                        + " --oracle judge:PROVIDER/MODEL";
            }
            return canonical(question, task, String.valueOf(question.reference()))
                            .isEmpty()
                    ? "has a `reference` in which no "
                            + spec(question, task).kind().name().toLowerCase(Locale.ROOT) + " can be read; mend it"
                    : null;
        }

        @Override
        public double score(Question question, TaskProfile task, Answer.Given answer) {
            Optional<CanonicalAnswer> right = canonical(question, task, String.valueOf(question.reference()));
            return canonical(question, task, answer.text()).equals(right) ? 1 : 0;
        }

        /** The reference stands bare, the answer where the task says: a bare one is read as a whole where nothing is found there. */
        private static Optional<CanonicalAnswer> canonical(Question question, TaskProfile task, String text) {
            AnswerSpec spec = spec(question, task);
            Optional<CanonicalAnswer> there = Answers.canonical(spec, text);
            return there.isPresent()
                    ? there
                    : Answers.canonical(new AnswerSpec(spec.kind(), "", spec.labels(), spec.schemaJson()), text);
        }
    }

    /** Passes one of the gate's own checks. */
    record Form(String name) implements Local {
        @Override
        public @Nullable String obstacle(Question question, TaskProfile task) {
            boolean known = name.equals("schema")
                    ? !question.schemaJson().isEmpty()
                            || !task.answer().schemaJson().isEmpty()
                    : !spec(question, task).labels().isEmpty();
            return known
                    ? null
                    : "has no `" + name + "`, and its task `" + task.name()
                            + "` has none; add it, or use another --oracle";
        }

        @Override
        public double score(Question question, TaskProfile task, Answer.Given answer) {
            CandidateAnswer candidate = new CandidateAnswer(
                    task.name(),
                    answer.inputTokens(),
                    answer.text(),
                    answer.finish(),
                    false,
                    answer.outputTokens(),
                    spec(question, task),
                    question.schemaJson());
            CheckResult result = Checks.named(name).orElseThrow().examine(candidate);
            return result.outcome() == CheckResult.Outcome.PASSED ? 1 : 0;
        }
    }

    /**
     * A model grades the answer.
     *
     * @param model catalog id
     */
    record Judge(String model) implements Oracle {
        static final String PREFIX = "judge:";

        @Override
        public String name() {
            return PREFIX + model;
        }

        @Override
        public @Nullable String obstacle(Question question, TaskProfile task) {
            return null;
        }

        /** What it is sent. */
        static List<JudgeForm.Message> messages(Question question, String answer) {
            List<JudgeForm.Message> conversation = new ArrayList<>();
            for (JsonNode message : question.messages()) {
                conversation.add(new JudgeForm.Message(
                        message.path("role").asString(""),
                        message.path("content").asString("")));
            }
            return JudgeForm.messages(conversation, answer);
        }

        /** The grade in its reply; empty: none can be read. */
        static OptionalInt grade(String reply) {
            return JudgeForm.grade(reply);
        }
    }

    private static AnswerSpec spec(Question question, TaskProfile task) {
        AnswerSpec spec = task.answer();
        return question.labels().isEmpty()
                ? spec
                : new AnswerSpec(AnswerKind.LABEL, spec.at(), question.labels(), spec.schemaJson());
    }
}
