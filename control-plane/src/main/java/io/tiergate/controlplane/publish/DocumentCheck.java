package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Draft;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredDocument;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Manifest.DocumentRef;
import io.tiergate.policy.snapshot.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks a document by itself and against what its fleet runs. Stores nothing. Thread-safe. */
public final class DocumentCheck {
    private final Store store;
    private final Routings routings;

    DocumentCheck(Store store, Routings routings) {
        this.store = store;
        this.routings = routings;
    }

    /** What came of a check. */
    public sealed interface Outcome {
        /**
         * The document may be published.
         *
         * @param draft ready to be stored
         * @param warnings what should be looked at
         */
        record Sound(Draft draft, List<Problem> warnings) implements Outcome {
            public Sound {
                warnings = List.copyOf(warnings);
            }
        }

        /** The document may not be published. */
        record Faulty(Refusal.Invalid refusal) implements Outcome {}
    }

    /**
     * A document to check.
     *
     * @param kind of document
     * @param source file name, for messages
     * @param text as written
     * @param fleet whose catalog and policies it must fit
     * @param beside documents that need not be published
     */
    public record Question(DocumentKind kind, String source, String text, String fleet, Beside beside) {}

    /**
     * What a policy is checked against in place of what is published.
     *
     * @param catalogText a catalog; empty: the fleet's
     * @param estimatesText estimates that it may pin; empty: those that are stored
     */
    public record Beside(String catalogText, String estimatesText) {
        /** What is published. */
        public static final Beside NOTHING = new Beside("", "");
    }

    /** Everything that is wrong with a document, or its canonical form. */
    public Outcome check(Question question, Note note) {
        return switch (question.kind()) {
            case POLICY -> policy(question, note);
            case CATALOG -> catalog(question, note);
            case ACCESS ->
                outcome(
                        question,
                        note,
                        AccessCompiler.compile(question.source(), question.text()),
                        (Access access) -> DocumentKind.ACCESS.label());
            case ESTIMATES ->
                outcome(question, note, EstimatesCompiler.compile(question.source(), question.text()), Estimates::name);
        };
    }

    private Outcome policy(Question question, Note note) {
        List<Problem> problems = new ArrayList<>();
        Catalog catalog = catalogFor(question, problems);
        Map<Digest, Estimates> estimates = estimatesFor(question, problems);
        return catalog == null || !problems.isEmpty()
                ? faulty(question, problems)
                : outcome(
                        question,
                        note,
                        PolicyCompiler.compile(question.source(), question.text(), new Shelf(catalog, estimates)),
                        CompiledPolicy::name);
    }

    private @Nullable Catalog catalogFor(Question question, List<Problem> problems) {
        if (!question.beside().catalogText().isEmpty()) {
            return valueOf(CatalogCompiler.compile("catalog", question.beside().catalogText()), problems);
        }
        Routing current = routings.current(question.fleet());
        if (current == null) {
            problems.add(new Problem(
                    question.source(),
                    "",
                    0,
                    0,
                    "fleet " + question.fleet() + " has no catalog, so no model of the policy is known",
                    "publish a catalog first",
                    false));
            return null;
        }
        return current.catalog();
    }

    /** Those beside the policy, else the stored ones that it pins, if there are such. */
    private Map<Digest, Estimates> estimatesFor(Question question, List<Problem> problems) {
        Estimates estimates = null;
        if (question.beside().estimatesText().isEmpty()) {
            Digest pinned = PolicyCompiler.pinnedEstimates(question.text());
            StoredDocument stored = pinned == null ? null : store.find(DocumentKind.ESTIMATES, pinned);
            if (stored != null) {
                estimates = valueOf(
                        EstimatesCompiler.compile(
                                "estimates", stored.canonical().toByteArray()),
                        problems);
            }
        } else {
            estimates = valueOf(
                    EstimatesCompiler.compile("estimates", question.beside().estimatesText()), problems);
        }
        return estimates == null ? Map.of() : Map.of(estimates.digest(), estimates);
    }

    /** The value; else null, and why. */
    private static <T> @Nullable T valueOf(CompileResult<T> result, List<Problem> problems) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled -> compiled.value();
            case CompileResult.Rejected<T> rejected -> {
                problems.addAll(rejected.problems());
                yield null;
            }
        };
    }

    private Outcome catalog(Question question, Note note) {
        Outcome alone = outcome(
                question,
                note,
                CatalogCompiler.compile(question.source(), question.text()),
                (Catalog catalog) -> DocumentKind.CATALOG.label());
        Activation current = store.current(question.fleet(), ResourceKind.ROUTING);
        if (current == null || !(alone instanceof Outcome.Sound sound)) {
            return alone;
        }
        Manifest next = Manifests.withCatalog(
                Manifests.decode(current), new DocumentRef(sound.draft().digest(), 1));
        return switch (routings.load(question.fleet(), next, current.version().generation(), sound.draft())) {
            case CompileResult.Compiled<Routing> _ -> alone;
            case CompileResult.Rejected<Routing> rejected ->
                new Outcome.Faulty(
                        new Refusal.Invalid(rejected.problems(), sound.draft().digest()));
        };
    }

    private static <T> Outcome outcome(
            Question question, Note note, CompileResult<T> result, Function<T, String> name) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled ->
                new Outcome.Sound(
                        new Draft(
                                question.kind(),
                                name.apply(compiled.value()),
                                compiled.digest(),
                                ByteString.copyFrom(compiled.canonical()),
                                question.text(),
                                note.author(),
                                note.message()),
                        compiled.warnings());
            case CompileResult.Rejected<T> rejected -> faulty(question, rejected.problems());
        };
    }

    private static Outcome faulty(Question question, List<Problem> problems) {
        Document document = Document.read(question.text(), new Problems(question.source()));
        return new Outcome.Faulty(new Refusal.Invalid(problems, document == null ? null : document.digest()));
    }
}
