package io.tiergate.controlplane;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * The gRPC server.
 *
 * @param bind {@code HOST:PORT}; port 0: any free one
 * @param maxMessageBytes largest request
 */
@ConfigurationProperties("tiergate.grpc")
record GrpcSettings(String bind, int maxMessageBytes) {}
