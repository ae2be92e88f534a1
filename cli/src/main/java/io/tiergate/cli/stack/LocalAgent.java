package io.tiergate.cli.stack;

import io.tiergate.cli.process.Service;
import java.nio.file.Path;

/**
 * An agent that runs here.
 *
 * @param name the first part of its decisions' ids
 * @param service its process
 * @param http {@code HOST:PORT} of its OpenAI-compatible API
 * @param grpc {@code HOST:PORT} of its gRPC services
 * @param management {@code HOST:PORT} of its health and metrics
 * @param clusterPort of its member of the cluster
 * @param dataDirectory its records and its last good content
 */
public record LocalAgent(
        String name,
        Service service,
        String http,
        String grpc,
        String management,
        int clusterPort,
        Path dataDirectory) {}
