package io.tiergate.controlplane.store;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

/** Statements on table {@code revision}; H2 runs them in PostgreSQL mode. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface RevisionRows extends GenericRepository<RevisionRow, Long> {
    @Query("""
            INSERT INTO revision (kind, name, number, digest, canonical, written, author, message, time_micros)
            VALUES (:kind, :name, :number, :digest, :canonical, :written, :author, :message, :timeMicros)""")
    void insert(
            String kind,
            String name,
            long number,
            byte[] digest,
            byte[] canonical,
            byte[] written,
            String author,
            String message,
            long timeMicros);

    @Query("SELECT COALESCE(MAX(number), 0) FROM revision WHERE kind = :kind AND name = :name")
    long newestNumber(String kind, String name);

    @Query("SELECT * FROM revision WHERE kind = :kind AND name = :name AND number = :number")
    Optional<RevisionRow> find(String kind, String name, long number);

    @Query("SELECT * FROM revision WHERE kind = :kind AND name = :name AND digest = :digest")
    Optional<RevisionRow> findContent(String kind, String name, byte[] digest);

    @Query("SELECT * FROM revision WHERE kind = :kind AND digest = :digest ORDER BY number LIMIT 1")
    Optional<RevisionRow> findContent(String kind, byte[] digest);

    @Query("SELECT * FROM revision WHERE digest = :digest LIMIT 1")
    Optional<RevisionRow> findContent(byte[] digest);

    @Query("""
            SELECT kind, name, number, digest, digest AS canonical, digest AS written, author, message, time_micros
            FROM revision
            WHERE (:kind = '' OR kind = :kind) AND (:name = '' OR name = :name)
            ORDER BY time_micros DESC, kind, name, number DESC
            LIMIT :limit""")
    List<RevisionRow> list(String kind, String name, int limit);

    @Query("SELECT 1")
    int ping();
}
