package io.tiergate.bench.load;

import io.tiergate.v1.CompleteRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** gRPC load by h2load: one thread, 4 connections of 16 calls each. */
public final class H2load {
    private static final Pattern DONE = Pattern.compile("requests: .* (\\d+) succeeded");
    private static final Pattern BAD = Pattern.compile(" (\\d+) failed, ");
    private static final int FRAME_HEAD = 5;

    private H2load() {}

    /** Calls that were answered in so many seconds; that the answers are good ones, the caller must have seen before. */
    public static long run(Path program, Path folder, int port, String key, CompleteRequest request, int seconds)
            throws IOException {
        Path body = folder.resolve("load.bin");
        byte[] message = request.toByteArray();
        Files.write(
                body,
                ByteBuffer.allocate(FRAME_HEAD + message.length)
                        .put((byte) 0)
                        .putInt(message.length)
                        .put(message)
                        .array());
        String said = Tool.run(List.of(
                program.toString(),
                "-t1",
                "-c4",
                "-m16",
                "--duration=" + seconds,
                "-d",
                body.toString(),
                "-H",
                "content-type: application/grpc",
                "-H",
                "te: trailers",
                "-H",
                "authorization: Bearer " + key,
                "http://127.0.0.1:" + port + "/tiergate.v1.Gateway/Complete"));
        if (Tool.number(said, BAD) > 0) {
            throw new IllegalStateException("calls failed:\n" + said);
        }
        return Tool.number(said, DONE);
    }
}
