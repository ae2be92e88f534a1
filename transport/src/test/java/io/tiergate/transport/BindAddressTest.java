package io.tiergate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.transport.BindAddress.Protection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressTest {
    @Test
    void loopback_needsNoProtection() {
        assertThat(new BindAddress("127.0.0.1", 0)
                        .resolve("agent", Protection.NOTHING, false)
                        .getPort())
                .isZero();
        assertThat(BindAddress.parse("[::1]:80")
                        .resolve("agent", Protection.NOTHING, false)
                        .getPort())
                .isEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOTHING", "TLS", "CREDENTIALS"})
    void widerAddress_isRefusedWithoutTlsAndCredentials(String protection) {
        BindAddress everywhere = new BindAddress("0.0.0.0", 8080);
        assertThatThrownBy(() -> everywhere.resolve("agent", Protection.valueOf(protection), false))
                .isInstanceOf(UnsafeAddressException.class)
                .hasMessageContaining("0.0.0.0:8080")
                .hasMessageContaining("--insecure");
    }

    @Test
    void widerAddress_isAllowedWhenGuardedOrByExplicitWish() {
        BindAddress everywhere = new BindAddress("0.0.0.0", 8080);
        assertThat(everywhere.resolve("agent", Protection.TLS_AND_CREDENTIALS, false))
                .isNotNull();
        assertThat(everywhere.resolve("agent", Protection.NOTHING, true)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", ":80", "localhost:", "localhost:x", "localhost:70000"})
    void malformedAddress_isRefused(String text) {
        assertThatThrownBy(() -> BindAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
