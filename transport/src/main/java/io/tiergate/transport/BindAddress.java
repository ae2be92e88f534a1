package io.tiergate.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a server listens.
 *
 * @param host name or address
 * @param port 0: any free one
 */
public record BindAddress(String host, int port) {
    public BindAddress {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code HOST:PORT}; an IPv6 host stands in brackets.
     *
     * @throws IllegalArgumentException if {@code text} is not of that form
     */
    public static BindAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("an address is written HOST:PORT, not '" + text + "'");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new BindAddress(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("an address is written HOST:PORT, not '" + text + "'", e);
        }
    }

    /**
     * The address to bind, if that is safe: loopback always, anything wider only with TLS and credentials or by explicit wish.
     *
     * @param service its name, for the message
     * @param protectedBy what guards it
     * @param insecure the operator said {@code --insecure}
     * @throws UnsafeAddressException if it is wider than loopback and unguarded; the message says what to do
     */
    public InetSocketAddress resolve(String service, Protection protectedBy, boolean insecure) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UnsafeAddressException(service + ": no address is known for host '" + host + "'", e);
        }
        if (!address.isLoopbackAddress() && !insecure && protectedBy != Protection.TLS_AND_CREDENTIALS) {
            throw new UnsafeAddressException(
                    service + " will not listen on " + this + ": that is wider than loopback and "
                            + protectedBy.missing
                            + ". Give it a certificate and credentials, bind 127.0.0.1, or say --insecure");
        }
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** What guards a server. */
    public enum Protection {
        NOTHING("neither TLS nor credentials are set"),
        TLS("callers need no credentials"),
        CREDENTIALS("TLS is not set"),
        TLS_AND_CREDENTIALS("");

        private final String missing;

        Protection(String missing) {
            this.missing = missing;
        }

        /** The protection that these two facts give. */
        public static Protection of(boolean tls, boolean credentials) {
            if (tls) {
                return credentials ? TLS_AND_CREDENTIALS : TLS;
            }
            return credentials ? CREDENTIALS : NOTHING;
        }
    }
}
