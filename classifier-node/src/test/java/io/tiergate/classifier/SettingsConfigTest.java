package io.tiergate.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.tiergate.classifier.model.Device;
import io.tiergate.classifier.run.Batching;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults and mapping of every property. */
class SettingsConfigTest {
    @Test
    void defaults() {
        try (ApplicationContext context = context(Map.of())) {
            assertThat(context.getBean(NodeSettings.class)).isEqualTo(new NodeSettings(false, "", "", "", "", ""));
            assertThat(context.getBean(NodeSettings.Grpc.class))
                    .isEqualTo(new NodeSettings.Grpc("127.0.0.1:8490", 16_777_216));
            assertThat(context.getBean(NodeSettings.Management.class))
                    .isEqualTo(new NodeSettings.Management("127.0.0.1:8491"));
            assertThat(context.getBean(NodeSettings.Models.class))
                    .isEqualTo(new NodeSettings.Models("", "bundled", true, Duration.ofSeconds(5)));
            NodeSettings.Run run = context.getBean(NodeSettings.Run.class);
            assertThat(run)
                    .isEqualTo(new NodeSettings.Run(
                            Device.Wish.AUTO, 0, 256, Duration.ofSeconds(10), 32, Duration.ofMillis(2)));
            assertThat(run.lanes()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(run.batching()).isEqualTo(new Batching(32, 2_000_000));
        }
    }

    @Test
    void everyFlagAndProperty_arrives() {
        Map<String, Object> properties = new HashMap<>(NodeFlags.known()
                .parse(
                        "--insecure",
                        "--ready-file=r",
                        "--key=env:K",
                        "--tls-certificate=c",
                        "--tls-key=k",
                        "--tls-authority=a",
                        "--grpc-bind=127.0.0.1:1",
                        "--management-bind=127.0.0.1:2",
                        "--models=m",
                        "--default-model=d",
                        "--device=cpu",
                        "--threads=3",
                        "--most-texts=4",
                        "--longest-wait=5s",
                        "--batch-texts=6",
                        "--batch-wait=7ms"));
        properties.put("tiergate.grpc.max-message-bytes", 8);
        properties.put("tiergate.models.bundled", false);
        properties.put("tiergate.models.poll-interval", "9s");
        try (ApplicationContext context = context(properties)) {
            assertThat(context.getBean(NodeSettings.class))
                    .isEqualTo(new NodeSettings(true, "r", "env:K", "c", "k", "a"));
            assertThat(context.getBean(NodeSettings.Grpc.class)).isEqualTo(new NodeSettings.Grpc("127.0.0.1:1", 8));
            assertThat(context.getBean(NodeSettings.Management.class))
                    .isEqualTo(new NodeSettings.Management("127.0.0.1:2"));
            assertThat(context.getBean(NodeSettings.Models.class))
                    .isEqualTo(new NodeSettings.Models("m", "d", false, Duration.ofSeconds(9)));
            assertThat(context.getBean(NodeSettings.Run.class))
                    .isEqualTo(new NodeSettings.Run(
                            Device.Wish.CPU, 3, 4, Duration.ofSeconds(5), 6, Duration.ofMillis(7)));
        }
    }

    private static ApplicationContext context(Map<String, Object> properties) {
        return ApplicationContext.builder()
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .start();
    }
}
