package io.tiergate.transport;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Reads what a caller presents, from a gRPC call or a TLS session. */
public final class CallerCredentials implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<PresentedCredential> CURRENT =
            Context.keyWithDefault("tiergate-credential", new PresentedCredential.Nothing());
    private static final String BEARER = "bearer ";
    private static final int SAN_DNS = 2;
    private static final int SAN_URI = 6;

    /** What the caller of the current gRPC call presented. */
    public static PresentedCredential current() {
        return CURRENT.get();
    }

    /** What an {@code authorization} header presents; anything but a bearer key counts as nothing. */
    public static PresentedCredential fromHeader(@Nullable String authorization) {
        if (authorization != null
                && authorization.length() > BEARER.length()
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new PresentedCredential.BearerKey(
                    authorization.substring(BEARER.length()).strip());
        }
        return new PresentedCredential.Nothing();
    }

    /** What a TLS session presents: its client certificate's name, or nothing. */
    public static PresentedCredential fromSession(@Nullable SSLSession session) {
        if (session == null) {
            return new PresentedCredential.Nothing();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? named(certificate)
                    : new PresentedCredential.Nothing();
        } catch (SSLPeerUnverifiedException e) {
            return new PresentedCredential.Nothing();
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        PresentedCredential credential = fromHeader(headers.get(AUTHORIZATION));
        if (credential instanceof PresentedCredential.Nothing) {
            credential = fromSession(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        }
        return Contexts.interceptCall(Context.current().withValue(CURRENT, credential), call, headers, next);
    }

    private static PresentedCredential named(X509Certificate certificate) {
        String name = alternativeName(certificate, SAN_URI);
        if (name == null) {
            name = alternativeName(certificate, SAN_DNS);
        }
        if (name == null) {
            name = commonName(certificate);
        }
        return name == null ? new PresentedCredential.Nothing() : new PresentedCredential.Certificate(name);
    }

    private static @Nullable String alternativeName(X509Certificate certificate, int type) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (List<?> name : names) {
                    if (name.get(0) instanceof Integer found && found == type && name.get(1) instanceof String value) {
                        return value;
                    }
                }
            }
            return null;
        } catch (CertificateParsingException e) {
            return null;
        }
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    return rdn.getValue().toString();
                }
            }
            return null;
        } catch (InvalidNameException e) {
            return null;
        }
    }
}
