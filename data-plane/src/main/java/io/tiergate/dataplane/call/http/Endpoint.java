package io.tiergate.dataplane.call.http;

import io.tiergate.policy.catalog.Provider;
import io.tiergate.policy.plan.Ending;
import io.tiergate.transport.SecretReference;
import io.tiergate.transport.SecretReference.SecretUnavailableException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One URL of one provider, and the credential that it takes. Safe for any number of threads. */
final class Endpoint {
    private final Provider provider;
    private final RequestOptions options;
    private volatile @Nullable String secret;

    private Endpoint(Provider provider, RequestOptions options) {
        this.provider = provider;
        this.options = options;
    }

    /** The provider's URL for one kind of call. */
    static Endpoint of(Provider provider, String path, int connectMillis) throws CallFailure {
        URI base;
        try {
            base = URI.create(provider.baseUrl());
        } catch (IllegalArgumentException e) {
            throw unusable(provider);
        }
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (base.getHost() == null || !(tls || scheme.equals("http"))) {
            throw unusable(provider);
        }
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        String uri = (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path;
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(unbracketed(base.getHost()))
                .setPort(port)
                .setSsl(tls)
                .setURI(base.getRawQuery() == null ? uri : uri + "?" + base.getRawQuery())
                .setConnectTimeout(connectMillis);
        return new Endpoint(provider, options);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static CallFailure unusable(Provider provider) {
        return new CallFailure(
                Ending.UNREACHABLE,
                "provider '" + provider.name() + "': its base_url in the catalog is not an http or https URL");
    }

    /** Where calls go. Shared by all of them: not to be written to. */
    RequestOptions options() {
        return options;
    }

    /** The credential; empty if the provider takes none. May read a file. */
    String credential() throws CallFailure {
        String known = secret;
        if (known != null) {
            return known;
        }
        String resolved = provider.credential().isEmpty() ? "" : resolve();
        secret = resolved;
        return resolved;
    }

    /** The credential was refused: it is read again for the next call, as it may have been replaced. */
    void credentialRefused() {
        secret = null;
    }

    private String resolve() throws CallFailure {
        String resolved;
        try {
            resolved = new SecretReference(provider.credential()).resolve();
        } catch (SecretUnavailableException | IllegalArgumentException e) {
            throw new CallFailure(
                    Ending.UNAUTHORIZED, "provider '" + provider.name() + "', credential: " + e.getMessage());
        }
        for (int i = 0; i < resolved.length(); i++) {
            if (resolved.charAt(i) <= ' ' || resolved.charAt(i) > '~') {
                throw new CallFailure(
                        Ending.UNAUTHORIZED,
                        "provider '" + provider.name() + "': " + provider.credential()
                                + " holds characters that no header can carry");
            }
        }
        return resolved;
    }
}
