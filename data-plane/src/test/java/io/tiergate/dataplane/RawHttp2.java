package io.tiergate.dataplane;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP/2 client that takes 65,535 bytes of each answer, as every stream begins with, and never says that it would take more. Its connection would take a
 * lot, so that one answer does not stand in another's way. Confined to one thread.
 */
public final class RawHttp2 implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int lastStream = -1;

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Greets over a connection, which it closes in the end. */
    public static RawHttp2 over(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        RawHttp2 client = new RawHttp2(socket);
        client.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.frame(SETTINGS, 0, 0, new byte[0]);
        client.frame(WINDOW_UPDATE, 0, 0, new byte[] {0x10, 0, 0, 0});
        client.out.flush();
        return client;
    }

    /** How an answer ended, and how much of it had come. */
    public record End(boolean reset, long bytes) {}

    /** Posts, and reads what comes until the answer has ended. */
    public End post(Map<String, String> headers, byte[] body) throws IOException {
        lastStream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        headers.forEach((name, value) -> {
            block.write(0); // literal, not indexed
            text(block, name);
            text(block, value);
        });
        frame(HEADERS, END_HEADERS, lastStream, block.toByteArray());
        frame(DATA, END_STREAM, lastStream, body);
        out.flush();
        return end();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > 126) {
            throw new IllegalArgumentException("too long: " + text);
        }
        block.write(bytes.length);
        block.writeBytes(bytes);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    private End end() throws IOException {
        long bytes = 0;
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(length);
            if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
                frame(type, ACK, 0, type == PING ? payload : new byte[0]);
                out.flush();
            }
            if (stream != lastStream) {
                continue;
            }
            bytes += type == DATA ? length : 0;
            boolean whole = (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
            if (whole || type == RST_STREAM) {
                return new End(!whole, bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
