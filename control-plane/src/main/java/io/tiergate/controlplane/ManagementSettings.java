package io.tiergate.controlplane;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * The HTTP server for {@code /health} and {@code /prometheus}.
 *
 * @param bind {@code HOST:PORT}; port 0: any free one
 */
@ConfigurationProperties("tiergate.management")
record ManagementSettings(String bind) {}
