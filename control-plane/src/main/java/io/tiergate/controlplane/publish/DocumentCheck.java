package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Draft;
import io.tiergate.controlplane.store.Store;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Manifest.DocumentRef;
import io.tiergate.policy.snapshot.Routing;
import java.util.List;
import java.util.function.Function;

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
     * @param catalogText catalog for a policy in place of the fleet's; empty: the fleet's
     */
    public record Question(DocumentKind kind, String source, String text, String fleet, String catalogText) {}

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
        };
    }

    private Outcome policy(Question question, Note note) {
        Catalog catalog;
        if (question.catalogText().isEmpty()) {
            Routing current = routings.current(question.fleet());
            if (current == null) {
                return faulty(
                        question,
                        List.of(new Problem(
                                question.source(),
                                "",
                                0,
                                0,
                                "fleet " + question.fleet() + " has no catalog, so no model of the policy is known",
                                "publish a catalog first",
                                false)));
            }
            catalog = current.catalog();
        } else {
            switch (CatalogCompiler.compile("catalog", question.catalogText())) {
                case CompileResult.Rejected<Catalog> rejected -> {
                    return faulty(question, rejected.problems());
                }
                case CompileResult.Compiled<Catalog> compiled -> catalog = compiled.value();
            }
        }
        return outcome(
                question,
                note,
                PolicyCompiler.compile(question.source(), question.text(), catalog),
                CompiledPolicy::name);
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
