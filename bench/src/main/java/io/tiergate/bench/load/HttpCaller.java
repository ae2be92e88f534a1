package io.tiergate.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;

/** HTTP/1.1 over a plain socket, so that the caller itself costs next to nothing. */
public final class HttpCaller implements Caller {
    private static final String LENGTH = "content-length:";
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Supplier<byte[]> request;
    private final Socket socket;
    private final OutputStream out;
    private final BufferedInputStream in;

    /** A caller that always sends this body to {@code /v1/chat/completions}. */
    public HttpCaller(int port, String key, byte[] body) {
        this(port, always(request(key, body)));
    }

    /** A caller that sends another body each time. */
    public HttpCaller(int port, String key, Supplier<byte[]> body) {
        this(port, () -> request(key, body.get()));
    }

    private HttpCaller(int port, Supplier<byte[]> request) {
        this.request = request;
        try {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            this.out = socket.getOutputStream();
            this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Supplier<byte[]> always(byte[] request) {
        return () -> request;
    }

    private static byte[] request(String key, byte[] body) {
        byte[] head = ("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer " + key
                        + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    @Override
    public void call() {
        try {
            out.write(request.get());
            String status = line();
            int length = -1;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                    length = Integer.parseInt(header.substring(LENGTH.length()).strip());
                }
            }
            if (!status.contains(" 200 ") || length < 0) {
                throw new IllegalStateException("not a good answer: " + status);
            }
            in.skipNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
