package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Faults that a stack's simulator is told to have. */
record SimulatorFaults(OpenAiApi simulator) {
    static SimulatorFaults of(LiveStack stack) {
        return new SimulatorFaults(new OpenAiApi("http://" + stack.simulator().address(), ""));
    }

    /** Sets rules, as the simulator's README has them; apostrophes stand for quotation marks. */
    void set(String rules) throws IOException {
        OpenAiApi.Reply reply = simulator.send("PUT", "/admin/faults", rules.replace('\'', '"'));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    void clear() throws IOException {
        assertThat(simulator.send("DELETE", "/admin/faults", "").status()).isEqualTo(200);
    }
}
