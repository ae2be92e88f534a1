package io.tiergate.cli.stack;

import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What services say in their ready files. */
final class ReadyText {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ReadyText() {}

    /** The port of a server, of {@code {"grpc": 1234, ...}}. */
    static int port(String ready, String server) {
        try {
            int port = MAPPER.readTree(ready).path(server).asInt(0);
            if (port > 0) {
                return port;
            }
        } catch (JacksonException e) {
            // Said below.
        }
        throw new Failure(ExitCode.BUG, "a ready file names no port of " + server + ": " + ready.strip(), "");
    }

    /** The address of {@code listening http://HOST:PORT}, without the scheme. */
    static String address(String ready) {
        int scheme = ready.indexOf("http://");
        if (scheme < 0) {
            throw new Failure(ExitCode.BUG, "a ready file names no address: " + ready.strip(), "");
        }
        return ready.substring(scheme + "http://".length()).strip();
    }
}
