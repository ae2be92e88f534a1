package io.tiergate.controlplane;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * The database.
 *
 * @param url {@code jdbc:postgresql://...}; empty: an H2 file in the data directory
 * @param user empty: as the URL says
 * @param password reference ({@code env:NAME} or {@code file:PATH}); empty: none
 * @param pollInterval how often a shared database is asked what other control planes activated
 */
@ConfigurationProperties("tiergate.database")
record DatabaseSettings(
        @Bindable(defaultValue = "") String url,
        @Bindable(defaultValue = "") String user,
        @Bindable(defaultValue = "") String password,
        Duration pollInterval) {}
