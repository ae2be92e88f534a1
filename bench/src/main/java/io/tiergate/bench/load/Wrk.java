package io.tiergate.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** HTTP load by wrk: one thread, 32 connections. */
public final class Wrk {
    private static final Pattern DONE = Pattern.compile("(\\d+) requests in");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    /** Where a body has this, each request has a number of its own. */
    public static final String FRESH = "FRESH";

    private static final String ANOTHER_EACH_TIME = """
            local before, after = wrk.body:match("^(.*)FRESH(.*)$")
            local count = math.floor(os.time() % 1000000) * 1000000
            request = function()
              count = count + 1
              return wrk.format(nil, nil, nil, before .. string.format("%.0f", count) .. after)
            end
            """;

    private Wrk() {}

    /**
     * Requests that were answered well in so many seconds.
     *
     * @param body where it has {@link #FRESH}, each request has a number of its own
     */
    public static long run(Path program, Path folder, int port, String key, byte[] body, int seconds)
            throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        Path script = folder.resolve("load.lua");
        Files.writeString(script, script(key, text));
        String said = Tool.run(List.of(
                program.toString(),
                "-t1",
                "-c32",
                "-d" + seconds + "s",
                "-s",
                script.toString(),
                "http://127.0.0.1:" + port + "/v1/chat/completions"));
        long bad = Tool.number(said, BAD);
        if (bad > 0) {
            throw new IllegalStateException(bad + " requests had no good answer:\n" + said);
        }
        return Tool.number(said, DONE);
    }

    private static String script(String key, String body) {
        String always = String.format(Locale.ROOT, """
            wrk.method = "POST"
            wrk.headers["content-type"] = "application/json"
            wrk.headers["authorization"] = "Bearer %s"
            wrk.body = [[%s]]
            """, key, body);
        return body.contains(FRESH) ? always + ANOTHER_EACH_TIME : always;
    }
}
