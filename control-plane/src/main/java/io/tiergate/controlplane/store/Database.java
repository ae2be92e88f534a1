package io.tiergate.controlplane.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** An open database with its tables in place: an H2 file of this process, or PostgreSQL. Thread-safe. */
public final class Database implements AutoCloseable {
    private static final int POOL_SIZE = 4;
    private static final long CONNECT_MILLIS = 3_000;
    private static final int H2_FILE_IN_USE = 90020;

    private final HikariDataSource pool;
    private final String description;
    private final @Nullable Path file;

    private Database(HikariDataSource pool, String description, @Nullable Path file) {
        this.pool = pool;
        this.description = description;
        this.file = file;
    }

    /**
     * Opens the H2 file in a directory and brings its tables up to date.
     *
     * @throws StoreUnavailableException if another process has it open, or it cannot be read
     */
    public static Database openFile(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the data directory " + absolute, e);
        }
        Path file = absolute.resolve("tiergate.mv.db");
        HikariConfig config = config("jdbc:h2:file:" + absolute.resolve("tiergate")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE");
        config.setUsername("tiergate");
        config.setPassword("");
        // Another process that has the file will not leave it soon.
        config.setInitializationFailTimeout(1);
        return open(config, "the database file " + file, file);
    }

    /**
     * Connects to a server and brings the tables up to date.
     *
     * @param url {@code jdbc:postgresql://HOST:PORT/NAME}
     * @param user empty: as the URL or the driver says
     * @param password empty: none
     * @throws StoreUnavailableException if it does not answer or refuses
     */
    public static Database connect(String url, String user, String password) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "a database URL begins with jdbc:postgresql: ; leave it out for an H2 file");
        }
        HikariConfig config = config(url);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password);
        }
        int parameters = url.indexOf('?');
        // Parameters may hold a password.
        return open(config, "the database " + (parameters < 0 ? url : url.substring(0, parameters)), null);
    }

    private static HikariConfig config(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setInitializationFailTimeout(CONNECT_MILLIS);
        return config;
    }

    private static Database open(HikariConfig config, String description, @Nullable Path file) {
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(config);
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            return new Database(pool, description, file);
        } catch (PoolInitializationException | FlywayException e) {
            if (pool != null) {
                pool.close();
            }
            throw unavailable(description, e);
        }
    }

    /** Where statements run. */
    public DataSource dataSource() {
        return pool;
    }

    /** Whether other control planes may write to it too. */
    public boolean isShared() {
        return file == null;
    }

    /** Fails if the file was removed: an open one would take writes that nobody ever reads. */
    void requirePresent() {
        if (file != null && !Files.exists(file)) {
            throw new StoreUnavailableException(description
                    + " is gone; agents keep what they have. Restore the file and restart the control plane");
        }
    }

    StoreUnavailableException unavailable(Throwable failure) {
        return unavailable(description, failure);
    }

    private static StoreUnavailableException unavailable(String description, Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof SQLException sql && sql.getErrorCode() == H2_FILE_IN_USE) {
                return new StoreUnavailableException(
                        description
                                + " is in use by another process: stop that one, or give this one another --data-dir",
                        failure);
            }
        }
        return new StoreUnavailableException(description + " does not answer: " + root.getMessage(), failure);
    }

    @Override
    public void close() {
        pool.close();
    }
}
