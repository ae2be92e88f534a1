package io.tiergate.dataplane.subscription;

import static io.tiergate.dataplane.subscription.Samples.update;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.model.Running;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.ClientMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real documents through the real compilers, over gRPC, on the subscription's own threads. */
class RealContentTest {
    private static final String CATALOG = """
            {"catalog":"default","models":{"openai/gpt-4o":{"context_window":128000,"max_output":16384,\
            "prices":{"input":2.5,"output":10}}},"providers":{"openai":{"api":"openai",\
            "base_url":"https://api.openai.com/v1","credential":"env:OPENAI_API_KEY"}}}""";
    private static final String POLICY = """
            {"default_task":"chat","policy":"support","reference":"mid","tasks":{"chat":{"owner":"ops",\
            "strategy":"fixed","tier":"mid"}},"tiers":[{"name":"mid","targets":[{"model":"openai/gpt-4o"}]}]}""";
    private static final String ACCESS = "{\"tenants\":{\"acme\":{\"default_policy\":\"support\"}}}";

    @TempDir
    Path folder;

    @Test
    void realDocuments_areActivatedKeptAndRestored_andABrokenOneIsNacked() throws IOException {
        Snapshots snapshots = new Snapshots();
        try (ScriptedServer server = new ScriptedServer(0)) {
            Subscription subscription = Subscription.of(
                    new ControlPlaneSettings(
                            "127.0.0.1:" + server.port(),
                            TlsSettings.NONE,
                            null,
                            ControlPlaneSettings.MAX_MESSAGE_BYTES),
                    new AgentProfile("agent-1", "prod", Map.of(), "1.0", ""),
                    activator(snapshots));
            subscription.start();
            ScriptedServer.Stream stream = taken(server.streams);
            assertThat(taken(stream.heard).hasHello()).isTrue();

            stream.send(update("n1", routing(1, CATALOG, POLICY)));
            assertThat(taken(stream.heard).getAck().getNonce()).isEqualTo("n1");
            stream.send(update("m1", access(ACCESS)));
            assertThat(taken(stream.heard).getAck().getNonce()).isEqualTo("m1");
            stream.send(update("n2", routing(2, CATALOG, POLICY.replace("openai/gpt-4o", "openai/gpt-4oo"))));
            ClientMessage nack = taken(stream.heard);
            assertThat(nack.getNack().getNonce()).isEqualTo("n2");
            assertThat(nack.getNack().getProblemsList())
                    .anySatisfy(problem -> assertThat(problem.getMessage()).contains("gpt-4oo"));

            subscription.close();
            assertThat(taken(stream.over)).isEqualTo("completed");
        }
        assertThat(requireNonNull(snapshots.current().routing()).content().policy("support"))
                .isNotNull();

        Snapshots next = new Snapshots();
        activator(next).restore();
        Running<Routing> routing = requireNonNull(next.current().routing());
        assertThat(routing.version()).isEqualTo(routing(1, CATALOG, POLICY).version());
        assertThat(routing.content().digest()).isEqualTo(routing.version().digest());
        assertThat(routing.content().generation()).isEqualTo(1);
        Running<Access> access = requireNonNull(next.current().access());
        assertThat(access.content().digest()).isEqualTo(access.version().digest());
        assertThat(access.content().tenant("acme")).isNotNull();
    }

    private Activator activator(Snapshots snapshots) throws IOException {
        return new Activator(snapshots, ContentStore.open(folder), DocumentArchive.in(folder), Clock.systemUTC());
    }

    private static Content routing(long generation, String catalog, String policy) {
        byte[] canonicalCatalog = canonical(CatalogCompiler.compile("catalog", utf8(catalog)));
        Manifest manifest = new Manifest(
                new Manifest.DocumentRef(Digest.of(canonicalCatalog), 1),
                List.of(),
                List.of(new Manifest.PolicyEntry(
                        "support",
                        "salt",
                        List.of(new Manifest.ArmEntry(
                                Arm.BASELINE, new Manifest.DocumentRef(Digest.of(utf8(policy)), 1), 0, 10_000)))));
        return Samples.routing(
                generation,
                new String(manifest.encode(), StandardCharsets.UTF_8),
                new String(canonicalCatalog, StandardCharsets.UTF_8),
                policy);
    }

    private static Content access(String document) {
        return Samples.access(
                1, new String(canonical(AccessCompiler.compile("access", utf8(document))), StandardCharsets.UTF_8));
    }

    private static byte[] canonical(CompileResult<?> result) {
        return switch (result) {
            case CompileResult.Compiled<?> compiled -> compiled.canonical();
            case CompileResult.Rejected<?> rejected -> throw new AssertionError(rejected.report());
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T taken(BlockingQueue<T> queue) {
        try {
            return requireNonNull(queue.poll(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
