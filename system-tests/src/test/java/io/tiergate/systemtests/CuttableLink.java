package io.tiergate.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between two processes that a test can break: whoever connects to its port is passed on. */
final class CuttableLink implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    /** Taken while the link is cut. */
    private final Semaphore whole = new Semaphore(1);

    /** A link to a port of this machine. */
    CuttableLink(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("link").start(this::accept);
    }

    /** Where it listens. */
    int port() {
        return server.getLocalPort();
    }

    /** How many connections were made so far. */
    int connections() {
        return connections.get();
    }

    /** Breaks every connection that stands. New ones wait until it is mended. */
    void cut() {
        whole.acquireUninterruptibly();
        open.forEach(CuttableLink::close);
    }

    /** Lets connections through again. */
    void mend() {
        whole.release();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                whole.acquireUninterruptibly();
                kept(near);
                whole.release();
                connections.incrementAndGet();
                Socket far = kept(new Socket(InetAddress.getLoopbackAddress(), target));
                Thread.ofVirtual().name("link-out").start(() -> pass(near, far));
                Thread.ofVirtual().name("link-in").start(() -> pass(far, near));
            } catch (IOException e) {
                // The link was closed, or the target is gone: then the near end is cut with the next cut.
            }
        }
    }

    private Socket kept(Socket socket) {
        open.add(socket);
        return socket;
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut, or closed at either end: both ends are closed now.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(CuttableLink::close);
    }
}
