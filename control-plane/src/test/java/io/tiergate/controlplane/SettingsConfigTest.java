package io.tiergate.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults and mapping of every property. */
class SettingsConfigTest {
    @Test
    void defaults() {
        try (ApplicationContext context = context(Map.of())) {
            assertThat(context.getBean(ProcessSettings.class))
                    .isEqualTo(new ProcessSettings("tiergate-data", false, "", "", "", ""));
            assertThat(context.getBean(GrpcSettings.class)).isEqualTo(new GrpcSettings("127.0.0.1:8470", 16_777_216));
            assertThat(context.getBean(ManagementSettings.class)).isEqualTo(new ManagementSettings("127.0.0.1:8471"));
            assertThat(context.getBean(DatabaseSettings.class))
                    .isEqualTo(new DatabaseSettings("", "", "", Duration.ofMillis(250)));
            assertThat(context.getBean(DistributionSettings.class))
                    .isEqualTo(new DistributionSettings(Duration.ofSeconds(10), Duration.ofMinutes(10), 10_000));
        }
    }

    @Test
    void everyFlagAndProperty_arrives() {
        Map<String, Object> properties = new HashMap<>(ControlPlaneFlags.known()
                .parse(
                        "--data-dir=d",
                        "--insecure",
                        "--ready-file=r",
                        "--tls-certificate=c",
                        "--tls-key=k",
                        "--tls-authority=a",
                        "--grpc-bind=127.0.0.1:1",
                        "--management-bind=127.0.0.1:2",
                        "--database-url=jdbc:postgresql://h/d",
                        "--database-user=u",
                        "--database-password=env:P"));
        properties.put("tiergate.grpc.max-message-bytes", 5);
        properties.put("tiergate.database.poll-interval", "1s");
        properties.put("tiergate.distribution.answer-timeout", "2s");
        properties.put("tiergate.distribution.lease", "3s");
        properties.put("tiergate.distribution.max-agents", 4);
        try (ApplicationContext context = context(properties)) {
            assertThat(context.getBean(ProcessSettings.class))
                    .isEqualTo(new ProcessSettings("d", true, "r", "c", "k", "a"));
            assertThat(context.getBean(GrpcSettings.class)).isEqualTo(new GrpcSettings("127.0.0.1:1", 5));
            assertThat(context.getBean(ManagementSettings.class)).isEqualTo(new ManagementSettings("127.0.0.1:2"));
            assertThat(context.getBean(DatabaseSettings.class))
                    .isEqualTo(new DatabaseSettings("jdbc:postgresql://h/d", "u", "env:P", Duration.ofSeconds(1)));
            assertThat(context.getBean(DistributionSettings.class))
                    .isEqualTo(new DistributionSettings(Duration.ofSeconds(2), Duration.ofSeconds(3), 4));
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
