package io.tiergate.controlplane;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.tiergate.controlplane.identity.BootstrapKeys;
import io.tiergate.controlplane.identity.Callers;
import io.tiergate.controlplane.publish.Follower;
import io.tiergate.controlplane.snapshot.Board;
import io.tiergate.controlplane.snapshot.Roster;
import io.tiergate.controlplane.store.Database;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.stream.Distribution;
import io.tiergate.controlplane.stream.ScheduledAlarms;
import io.tiergate.transport.SecretReference;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** Puts the parts together. */
@Factory
final class Wiring {
    @Singleton
    @Primary
    InstantSource clock() {
        return InstantSource.system();
    }

    @Singleton
    @Bean(preDestroy = "close")
    Database database(ProcessSettings process, DatabaseSettings settings) {
        if (settings.url().isEmpty()) {
            return Database.openFile(process.dataDirectory());
        }
        String password = settings.password().isEmpty() ? "" : new SecretReference(settings.password()).resolve();
        return Database.connect(settings.url(), settings.user(), password);
    }

    @Singleton
    @Named("default")
    DataSource dataSource(Database database) {
        return database.dataSource();
    }

    @Singleton
    Board board() {
        return new Board();
    }

    @Singleton
    Roster roster(Board board, InstantSource clock, DistributionSettings settings) {
        return new Roster(board, clock, settings.lease(), settings.maxAgents());
    }

    @Singleton
    BootstrapKeys bootstrapKeys(ProcessSettings settings) {
        return new BootstrapKeys(settings.dataDirectory());
    }

    @Singleton
    Callers callers(BootstrapKeys keys, InstantSource clock) {
        return new Callers(keys, clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    ScheduledAlarms alarms() {
        return new ScheduledAlarms();
    }

    @Singleton
    @Named("streams")
    @Bean(preDestroy = "close")
    ExecutorService streamExecutor() {
        return Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().name("agent-streams-", 0).daemon().factory());
    }

    @Singleton
    @Bean(preDestroy = "close")
    Distribution distribution(
            Board board,
            Roster roster,
            Callers callers,
            ScheduledAlarms alarms,
            @Named("streams") ExecutorService executor,
            DistributionSettings settings,
            MeterRegistry registry) {
        return new Distribution(board, roster, callers, alarms, executor, settings.answerTimeout(), registry);
    }

    @Singleton
    Follower follower(Store store, Board board, Callers callers, Distribution distribution) {
        return new Follower(store, board, access -> {
            callers.use(access);
            distribution.recheckCallers();
        });
    }
}
