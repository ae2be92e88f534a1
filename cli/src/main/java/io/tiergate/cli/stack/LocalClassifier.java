package io.tiergate.cli.stack;

import io.tiergate.cli.process.Service;

/**
 * A classifier node that runs here, with the bundled model.
 *
 * @param service its process
 * @param address {@code HOST:PORT}
 */
public record LocalClassifier(Service service, String address) {}
