package io.tiergate.policy.catalog;

import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The address of a provider: https, or http where nobody can listen. */
final class BaseUrl {
    private BaseUrl() {}

    /** Without trailing slash; null and a problem when it is none that we would call. */
    static @Nullable String checked(Node.Text written, boolean allowHttp, Problems problems) {
        URI uri = parse(written.value());
        String scheme =
                uri == null || uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri == null || uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            problems.error(
                    written.place(),
                    "`base_url` is not an http or https address",
                    "write one such as https://api.openai.com/v1");
            return null;
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            problems.error(
                    written.place(),
                    "`base_url` has a user, a query or a fragment",
                    "leave only scheme, host, port and path; keys go into `credential`");
            return null;
        }
        if (scheme.equals("http") && !allowHttp && !isLoopback(uri.getHost())) {
            problems.error(
                    written.place(),
                    "`base_url` is http without TLS to another machine",
                    "use https, or say `allow_http: true` if the network is private");
            return null;
        }
        String url = written.value();
        while (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
        return url;
    }

    private static @Nullable URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || isLoopbackAddress(host);
    }

    /** 127.0.0.0/8 in full; a name such as 127.example.com is none. */
    private static boolean isLoopbackAddress(String host) {
        return host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
