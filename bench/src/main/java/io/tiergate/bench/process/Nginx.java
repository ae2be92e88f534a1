package io.tiergate.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** nginx as a proxy in one process: what forwarding costs at the least. */
public final class Nginx {
    private Nginx() {}

    /** Starts the nginx at {@code program} before the provider at {@code upstream}. */
    public static Running start(Path program, Path folder, int upstream) throws IOException {
        int port = freePort();
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, configuration(folder, port, upstream));
        Running nginx = Running.pinned(
                List.of(program.toString(), "-c", file.toString(), "-p", folder.toString()),
                folder.resolve("nginx.out"),
                port);
        nginx.awaitListening();
        return nginx;
    }

    private static String configuration(Path folder, int port, int upstream) {
        return String.format(Locale.ROOT, """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx.log error;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_buffer_size 64k;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              keepalive_requests 1000000000;
              upstream provider { server 127.0.0.1:%3$d; keepalive 256; keepalive_requests 1000000000; }
              server {
                listen 127.0.0.1:%2$d;
                location / { proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; }
              }
            }
            """, folder, port, upstream);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
