package io.tiergate.controlplane.store;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

/** Statements on table {@code activation}; H2 runs them in PostgreSQL mode. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ActivationRows extends GenericRepository<ActivationRow, Long> {
    @Query("""
            INSERT INTO activation (fleet, resource, generation, digest, content, author, message, time_micros)
            VALUES (:fleet, :resource, :generation, :digest, :content, :author, :message, :timeMicros)""")
    void insert(
            String fleet,
            String resource,
            long generation,
            byte[] digest,
            byte[] content,
            String author,
            String message,
            long timeMicros);

    @Query("""
            SELECT * FROM activation WHERE fleet = :fleet AND resource = :resource
            ORDER BY generation DESC LIMIT 1""")
    Optional<ActivationRow> current(String fleet, String resource);

    @Query("SELECT * FROM activation WHERE fleet = :fleet AND resource = :resource AND generation = :generation")
    Optional<ActivationRow> find(String fleet, String resource, long generation);

    @Query("SELECT * FROM activation WHERE digest = :digest LIMIT 1")
    Optional<ActivationRow> findContent(byte[] digest);

    @Query("SELECT fleet, resource, MAX(generation) AS generation FROM activation GROUP BY fleet, resource")
    List<HeadRow> heads();
}
