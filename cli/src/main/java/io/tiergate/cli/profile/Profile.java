package io.tiergate.cli.profile;

import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.TaskProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks every model every prompt, several prompts at a time, and writes what came of each. Ends early when the money is spent, or when nobody can
 * be asked any more; what is written stays. Run once.
 */
final class Profile {
    private final CompiledPolicy policy;
    private final List<String> models;
    private final Oracle oracle;
    private final Set<String> askedThemselves;
    private final Asker asker;
    private final SetFile file;
    private final Bounds bounds;
    private final Terminal terminal;
    private final AtomicLong spent = new AtomicLong();
    private final AtomicInteger over = new AtomicInteger();
    private final AtomicInteger missing = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstMissing = new AtomicReference<>();
    private final AtomicReference<@Nullable Failure> broken = new AtomicReference<>();

    /**
     * What it may use.
     *
     * @param atOnce prompts at a time
     * @param mostMicros no call is begun once so much is spent
     */
    record Bounds(int atOnce, long mostMicros) {}

    /**
     * A run.
     *
     * @param askedThemselves models that are asked how sure they are of their answers
     */
    Profile(
            CompiledPolicy policy,
            List<String> models,
            Set<String> askedThemselves,
            Oracle oracle,
            Asker asker,
            SetFile file,
            Bounds bounds,
            Terminal terminal) {
        this.policy = policy;
        this.models = List.copyOf(models);
        this.askedThemselves = Set.copyOf(askedThemselves);
        this.oracle = oracle;
        this.asker = asker;
        this.file = file;
        this.bounds = bounds;
        this.terminal = terminal;
    }

    /**
     * What came of it.
     *
     * @param asked prompts that were written by this run
     * @param open prompts that are not written yet, as the money was spent or a model did not answer
     * @param why the first reason; empty: none are open
     * @param spentMicros by this run, judges included
     */
    record Summary(int asked, int open, String why, long spentMicros) {}

    /**
     * Asks the prompts that are not in the file yet.
     *
     * @throws Failure if nobody can be asked any more
     */
    Summary run(List<Question> questions) {
        List<Question> left =
                questions.stream().filter(question -> !file.has(question)).toList();
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < bounds.atOnce(); i++) {
                workers.add(threads.submit(() -> work(left, next)));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted", "what is written stays; run it again");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure known ? known : new IllegalStateException(e.getCause());
        }
        Failure failure = broken.get();
        if (failure != null) {
            throw new Failure(
                    failure.exitCode(),
                    failure.getMessage(),
                    over.get() + " of " + left.size() + " prompts were written and stay; run it again to go on");
        }
        int open = left.size() - over.get();
        String why = firstMissing.get();
        return new Summary(
                over.get(), open, open == 0 ? "" : why == null ? "the money of --max-usd is spent" : why, spent.get());
    }

    private void work(List<Question> questions, AtomicInteger next) {
        while (mayGoOn()) {
            int at = next.getAndIncrement();
            if (at >= questions.size()) {
                return;
            }
            try {
                if (answered(questions.get(at))) {
                    progress(questions.size());
                }
            } catch (Failure e) {
                broken.compareAndSet(null, e);
            }
        }
    }

    private boolean mayGoOn() {
        return broken.get() == null && spent.get() < bounds.mostMicros();
    }

    private void progress(int all) {
        int count = over.incrementAndGet();
        if (count * 10 / all != (count - 1) * 10 / all) {
            terminal.note("profiling: " + count + " of " + all + " prompts, " + Figures.money(spent.get()));
        }
    }

    /** Whether every model answered, so that the prompt is written. */
    private boolean answered(Question question) {
        Map<String, Judged> answers = new LinkedHashMap<>();
        for (String model : models) {
            if (!mayGoOn()) {
                return false;
            }
            Judged judged = judged(question, model, asker.ask(question, model));
            if (judged == null) {
                missing.incrementAndGet();
                return false;
            }
            answers.put(model, judged);
        }
        file.add(question, answers, oracle);
        return true;
    }

    private @Nullable Judged judged(Question question, String model, Answer answer) {
        return switch (answer) {
            case Answer.Given given -> {
                spent.addAndGet(given.micros());
                Double score = score(question, given);
                yield score == null
                        ? null
                        : new Judged(
                                given.text(),
                                given.finish(),
                                score,
                                given.inputTokens(),
                                given.outputTokens(),
                                given.micros(),
                                given.millis(),
                                given.logprob(),
                                selfReport(question, model, given));
            }
            case Answer.Rejected rejected -> {
                spent.addAndGet(rejected.micros());
                yield new Judged(
                        null,
                        rejected.cut() ? "length" : "",
                        0,
                        rejected.inputTokens(),
                        rejected.outputTokens(),
                        rejected.micros(),
                        rejected.millis(),
                        null,
                        null);
            }
            case Answer.Missing(String reason) -> {
                firstMissing.compareAndSet(null, reason);
                yield null;
            }
        };
    }

    /** How sure the model says it is; null: it is not asked, or says nothing. */
    private @Nullable Integer selfReport(Question question, String model, Answer.Given given) {
        if (!askedThemselves.contains(model)) {
            return null;
        }
        return switch (asker.judge(question, model, given.text())) {
            case Answer.Given said -> {
                spent.addAndGet(said.micros());
                OptionalInt grade = Oracle.Judge.grade(said.text());
                yield grade.isPresent() ? (Integer) grade.getAsInt() : null;
            }
            case Answer.Rejected rejected -> {
                spent.addAndGet(rejected.micros());
                yield null;
            }
            case Answer.Missing missing -> null;
        };
    }

    /** What the oracle says; null: it does not answer. */
    private @Nullable Double score(Question question, Answer.Given given) {
        return switch (oracle) {
            case Oracle.Local local -> local.score(question, task(question), given);
            case Oracle.Judge judge -> graded(judge, question, given);
        };
    }

    private @Nullable Double graded(Oracle.Judge judge, Question question, Answer.Given given) {
        Answer said = asker.judge(question, judge.model(), given.text());
        String reply = "";
        switch (said) {
            case Answer.Given graded -> {
                spent.addAndGet(graded.micros());
                reply = graded.text();
            }
            case Answer.Rejected rejected -> {
                spent.addAndGet(rejected.micros());
            }
            case Answer.Missing(String reason) -> {
                firstMissing.compareAndSet(null, reason);
            }
        }
        OptionalInt grade = Oracle.Judge.grade(reply);
        if (grade.isEmpty()) {
            firstMissing.compareAndSet(
                    null, "the judge " + judge.model() + " gave no grade for prompt " + question.id());
            return null;
        }
        return grade.getAsInt() / 100.0;
    }

    private TaskProfile task(Question question) {
        return Objects.requireNonNull(policy.task(question.task()));
    }
}
