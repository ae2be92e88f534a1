package io.tiergate.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tiergate.dataplane.admit.ClusterSpend;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.cache.ClusterKeys;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.ExactCacheSettings;
import io.tiergate.dataplane.cache.InFlight;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cache.SemanticCacheSettings;
import io.tiergate.dataplane.cache.Watermarks;
import io.tiergate.dataplane.gateway.BodyRoom;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.record.RecordLog;
import io.tiergate.dataplane.record.RecordSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the pages for callers and operators to what there is. */
class ManualTest {
    private static String page(String name) throws IOException {
        return Files.readString(Path.of("../docs").resolve(name));
    }

    @Test
    void everyFlag_isDocumented() throws IOException {
        List<String> flags = new ArrayList<>(AgentFlags.known().properties().keySet());
        flags.remove("--ready-file"); // for whoever starts processes

        assertThat(page("operations.md")).contains(flags);
    }

    @Test
    void everyMetric_isDocumented(@TempDir Path folder) throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AgentMeters meters = new AgentMeters(registry);
        Clock clock = Clock.systemUTC();
        try (RecordLog records = RecordLog.open(RecordSettings.in(folder))) {
            ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
            ExactCache exact = new ExactCache(ExactCacheSettings.DEFAULT, keys, new Watermarks(keys), clock);
            meters.watch(exact);
            try (SemanticCache semantic = new SemanticCache(
                    SemanticCacheSettings.within(1 << 30, folder.resolve("vectors")),
                    keys,
                    exact,
                    new Watermarks(keys),
                    clock)) {
                meters.watch(semantic);
            }
            meters.watch(new InFlight());
            meters.watch(new TenantLimits(System::nanoTime, new ClusterSpend("agent-1", clock)));
            meters.watch(records);
            meters.watch(new BodyRoom(0));
            meters.watch(Optional.empty());
        }

        assertThat(registry.getMeters()).isNotEmpty();
        assertThat(page("operations.md"))
                .contains(registry.getMeters().stream()
                        .map(meter -> "`" + meter.getId().getName().replace('.', '_'))
                        .toList());
    }

    @Test
    void everyError_isDocumented() throws IOException {
        List<String> rows = new ArrayList<>();
        for (ErrorKind kind : ErrorKind.values()) {
            if (kind != ErrorKind.CANCELLED) { // nobody is there to be told
                rows.add("| `" + kind.label() + "` | " + kind.http() + " | `" + kind.grpc() + "` |");
            }
        }

        assertThat(page("requests.md")).contains(rows);
    }
}
