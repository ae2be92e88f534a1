package io.tiergate.cli.stack;

import io.tiergate.cli.process.Service;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The simulated provider that runs here, and what it says of itself. Thread-safe. */
public final class Simulation {
    /** What catalogs for the simulator have in place of its address. */
    private static final String WRITTEN_ADDRESS = "127.0.0.1:8000";

    private static final Duration BOUND = Duration.ofMinutes(2);

    private final Service service;
    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();

    Simulation(Service service, String address) {
        this.service = service;
        this.address = address;
    }

    /** Its process. */
    public Service service() {
        return service;
    }

    /** {@code HOST:PORT}. */
    public String address() {
        return address;
    }

    /** A catalog with this simulator's address in place of the one it was written with. */
    public String catalog(String text) {
        return text.replace(WRITTEN_ADDRESS, address);
    }

    /** Whether a catalog is one for a simulator. */
    public static boolean isFor(String catalog) {
        return catalog.contains(WRITTEN_ADDRESS);
    }

    /** Every call that it has seen, one JSON object to a line. */
    public String calls() {
        return get("/admin/bill/calls");
    }

    /** What it would charge for each recorded prompt, by model, one JSON object to a line. */
    public String quotes() {
        return get("/admin/quotes");
    }

    private String get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(BOUND)
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return response.body();
            }
            throw new Failure(ExitCode.NO, "the simulator answers " + path + " with " + response.statusCode(), "");
        } catch (IOException e) {
            throw new Failure(ExitCode.NO, "the simulator does not answer " + path + ": " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted", "");
        }
    }
}
