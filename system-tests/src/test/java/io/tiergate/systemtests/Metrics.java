package io.tiergate.systemtests;

import java.io.IOException;

/** A service's metrics as it states them for Prometheus. */
record Metrics(String text) {
    /** The metrics of this moment. */
    static Metrics of(SmallFleet.Started service) throws IOException {
        OpenAiApi management = new OpenAiApi("http://" + service.address("management"), "");
        return new Metrics(management.send("GET", "/prometheus", "").body());
    }

    /** The sum over all series of that name; 0 where there is none. */
    double value(String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
