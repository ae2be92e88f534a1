package io.tiergate.dataplane.gateway.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP client that sends any bytes at all. */
final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int DRIP_MILLIS = 30;

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawHttp open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawHttp(socket);
    }

    /** A client whose side takes in only a few bytes that it does not read. */
    static RawHttp openSmall(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawHttp(socket);
    }

    /** A completion request with its head. */
    static String completion(String key, String body, String... headers) {
        StringBuilder head = new StringBuilder(
                        "POST /v1/chat/completions HTTP/1.1\r\nhost: agent\r\nauthorization: Bearer ")
                .append(key)
                .append("\r\ncontent-length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").append(body).toString();
    }

    /** A reply: its status, headers by lower-case name, and body. */
    record Reply(int status, Map<String, String> headers, String body) {}

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next reply, which says how long it is. */
    Reply reply() throws IOException {
        String line = line();
        if (line.isEmpty()) {
            throw new IOException("closed instead of a reply");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Reply(
                Integer.parseInt(line.split(" ", 3)[1]),
                headers,
                new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Reads until the other side closes; what it read. */
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Whether the other side has closed; waits for that or for a byte. */
    boolean isClosedByAgent() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    /** How many bytes come until the other side closes or breaks off. */
    long bytesToTheEnd() throws IOException {
        long bytes = 0;
        try {
            while (in.read() >= 0) {
                bytes++;
            }
        } catch (java.net.SocketException e) {
            return bytes;
        }
        return bytes;
    }

    /** Whether the other side closes while it is sent that text again and again, each time after waiting for it a little. */
    boolean isClosedWhileDripping(String drop) throws IOException {
        socket.setSoTimeout(DRIP_MILLIS);
        for (int waited = 0; waited < PATIENCE_MILLIS; waited += DRIP_MILLIS) {
            if (isClosedAfter(drop)) {
                return true;
            }
        }
        return false;
    }

    private boolean isClosedAfter(String drop) throws IOException {
        try {
            send(drop);
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    /** Reads until a text came. */
    void readUntil(String wanted) throws IOException {
        StringBuilder last = new StringBuilder();
        while (!last.toString().equals(wanted)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed before '" + wanted + "' came, after: " + last);
            }
            last.append((char) b);
            if (last.length() > wanted.length()) {
                last.deleteCharAt(0);
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
