package io.tiergate.dataplane.call.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider on loopback that answers byte by byte as a test says. */
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Script script = (request, wire) -> wire.reply(500, "{}");

    /** A request that came. */
    public record Received(String line, Map<String, String> headers, String body, int connection) {}

    /** What the server does with one request. */
    public interface Script {
        void answer(Received request, Wire wire) throws Exception;
    }

    public ScriptedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("scripted-server").start(this::accept);
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    public ScriptedServer answering(Script next) {
        script = next;
        return this;
    }

    /** The next request, in the order of coming. */
    public Received next() throws InterruptedException {
        Received request = received.poll(20, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                int number = connections.incrementAndGet();
                Thread.ofVirtual().name("scripted-connection").start(() -> serve(connection, number));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket connection, int number) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            Wire wire = new Wire(connection);
            while (!wire.done) {
                String line = line(in);
                if (line.isEmpty()) {
                    return;
                }
                Map<String, String> headers = headers(in);
                int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
                byte[] body = in.readNBytes(length);
                Received request = new Received(line, headers, new String(body, StandardCharsets.UTF_8), number);
                received.add(request);
                script.answer(request, wire);
            }
        } catch (Exception e) {
            // the client closed: scripts that care wait for it
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** The way back to the client. */
    public static final class Wire {
        private final Socket connection;
        private final OutputStream out;
        private boolean done;

        Wire(Socket connection) throws IOException {
            this.connection = connection;
            this.out = connection.getOutputStream();
        }

        /** A whole reply. */
        public void reply(int status, String body, String... headers) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = head(status, headers);
            write(head + "content-type: application/json\r\ncontent-length: " + bytes.length + "\r\n\r\n" + body);
        }

        /** The head of an event stream. */
        public void stream(String... headers) throws IOException {
            write(head(200, headers) + "content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        /** A chunk of a stream. */
        public void chunk(byte[] bytes) throws IOException {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            write("\r\n");
        }

        /** An event in a chunk of its own. */
        public void event(String data) throws IOException {
            chunk(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        }

        /** The end of a stream. */
        public void endStream() throws IOException {
            write("0\r\n\r\n");
        }

        /** Bytes as they are. */
        public void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Closes the connection now. */
        public void close() throws IOException {
            done = true;
            connection.close();
        }

        /** Closes the connection by a reset. */
        public void reset() throws IOException {
            connection.setSoLinger(true, 0);
            close();
        }

        /** Waits until the client has closed the connection, then tells {@code closed}. */
        public void awaitClosed(CountDownLatch closed) throws IOException {
            done = true;
            try {
                while (connection.getInputStream().read() >= 0) {
                    // a client does not send while it waits
                }
            } finally {
                closed.countDown();
            }
        }

        private static StringBuilder head(int status, String... headers) {
            StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
            for (int i = 0; i < headers.length; i += 2) {
                head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
            }
            return head;
        }
    }
}
