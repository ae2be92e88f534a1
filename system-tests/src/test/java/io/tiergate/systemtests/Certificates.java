package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.transport.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of our own and what it certifies, as PEM files. */
final class Certificates {
    private static final String PASSWORD = "changeit";
    private static final String AUTHORITY = "authority";

    private final Path directory;

    /** A new authority, kept in that directory. */
    Certificates(Path directory) {
        this.directory = directory;
        keytool("-genkeypair", "-alias", AUTHORITY, "-dname", "CN=System tests", "-ext", "bc:c");
    }

    /** The authority's certificate. */
    Path authority() {
        return directory.resolve(AUTHORITY + ".pem");
    }

    /** A certificate for a name, good for servers on 127.0.0.1, too; its holder trusts the authority. */
    TlsSettings issue(String name) {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-signer",
                AUTHORITY,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name + ",ip:127.0.0.1");
        try {
            KeyStore store = load();
            StringBuilder chain = new StringBuilder();
            for (Certificate certificate : store.getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
            var _ = LiveStack.write(
                    authority(),
                    pem("CERTIFICATE", store.getCertificate(AUTHORITY).getEncoded()));
            return new TlsSettings(
                    LiveStack.write(directory.resolve(name + ".pem"), chain.toString()),
                    LiveStack.write(directory.resolve(name + ".key"), pem("PRIVATE KEY", key)),
                    authority());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot issue a certificate for " + name, e);
        }
    }

    /** A client that trusts the authority and shows no certificate. */
    SSLContext trusting() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(AUTHORITY, load().getCertificate(AUTHORITY));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot read the authority", e);
        }
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(store())) {
            store.load(bytes, PASSWORD.toCharArray());
        }
        return store;
    }

    private Path store() {
        return directory.resolve("store.p12");
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store().toString(), "-storepass", PASSWORD));
        CommandRun run = CommandRun.of(directory, Map.of(), command);
        assertThat(run.code()).as(run.said()).isZero();
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }
}
