package io.tiergate.controlplane.store;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store on a relational database. Each method is one statement or can be repeated, so that nothing needs a transaction. */
@Singleton
final class JdbcStore implements Store {
    /** SQLSTATE of a unique constraint, in H2 and PostgreSQL alike. */
    private static final String UNIQUE_VIOLATION = "23505";

    private final RevisionRows revisions;
    private final ActivationRows activations;
    private final Database database;
    private final InstantSource clock;

    JdbcStore(RevisionRows revisions, ActivationRows activations, Database database, InstantSource clock) {
        this.revisions = revisions;
        this.activations = activations;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Saved save(Draft draft) {
        String kind = draft.kind().label();
        byte[] digest = draft.digest().toBytes();
        while (true) {
            RevisionRow same =
                    ask(() -> revisions.findContent(kind, draft.name(), digest).orElse(null));
            if (same != null) {
                return new Saved(same.revision(), false);
            }
            Revision next = new Revision(
                    draft.kind(),
                    draft.name(),
                    ask(() -> revisions.newestNumber(kind, draft.name())) + 1,
                    draft.digest(),
                    draft.author(),
                    draft.message(),
                    Micros.toInstant(Micros.of(clock.instant())));
            boolean taken = insert(() -> revisions.insert(
                    kind,
                    next.name(),
                    next.number(),
                    digest,
                    draft.canonical().toByteArray(),
                    draft.text().getBytes(StandardCharsets.UTF_8),
                    next.author(),
                    next.message(),
                    Micros.of(next.time())));
            if (taken) {
                return new Saved(next, true);
            }
            // Another stored this number, or this content, in between.
        }
    }

    @Override
    public @Nullable StoredDocument find(DocumentKind kind, String name, long number) {
        return ask(() -> {
            long wanted = number == 0 ? revisions.newestNumber(kind.label(), name) : number;
            return revisions
                    .find(kind.label(), name, wanted)
                    .map(RevisionRow::document)
                    .orElse(null);
        });
    }

    @Override
    public @Nullable StoredDocument find(DocumentKind kind, Digest digest) {
        return ask(() -> revisions
                .findContent(kind.label(), digest.toBytes())
                .map(RevisionRow::document)
                .orElse(null));
    }

    @Override
    public @Nullable StoredContent content(Digest digest) {
        return ask(() -> revisions
                .findContent(digest.toBytes())
                .map(RevisionRow::canonical)
                .or(() -> activations.findContent(digest.toBytes()).map(ActivationRow::content))
                .map(bytes -> new StoredContent(digest, ByteString.copyFrom(bytes)))
                .orElse(null));
    }

    @Override
    public List<Revision> list(@Nullable DocumentKind kind, String name, int limit) {
        return ask(() -> revisions.list(kind == null ? "" : kind.label(), name, limit).stream()
                .map(RevisionRow::revision)
                .toList());
    }

    @Override
    public boolean activate(Activation activation) {
        return insert(() -> activations.insert(
                activation.fleet(),
                activation.resource().label(),
                activation.version().generation(),
                activation.version().digest().toBytes(),
                activation.content().toByteArray(),
                activation.author(),
                activation.message(),
                Micros.of(activation.time())));
    }

    @Override
    public @Nullable Activation current(String fleet, ResourceKind resource) {
        return ask(() -> activations
                .current(fleet, resource.label())
                .map(ActivationRow::activation)
                .orElse(null));
    }

    @Override
    public @Nullable Activation activation(String fleet, ResourceKind resource, long generation) {
        return ask(() -> activations
                .find(fleet, resource.label(), generation)
                .map(ActivationRow::activation)
                .orElse(null));
    }

    @Override
    public List<Head> heads() {
        return ask(() -> activations.heads().stream().map(HeadRow::head).toList());
    }

    @Override
    public void ping() {
        ask(revisions::ping);
    }

    /** Inserts a row; false when its place is taken. */
    private boolean insert(Runnable statement) {
        return ask(() -> {
            try {
                statement.run();
                return true;
            } catch (RuntimeException e) {
                SQLException cause = sqlCause(e);
                if (cause != null && UNIQUE_VIOLATION.equals(cause.getSQLState())) {
                    return false;
                }
                throw e;
            }
        });
    }

    private <T extends @Nullable Object> T ask(Supplier<T> question) {
        database.requirePresent();
        try {
            return question.get();
        } catch (RuntimeException e) {
            if (sqlCause(e) != null) {
                throw database.unavailable(e);
            }
            throw e;
        }
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
