package io.tiergate.classifier.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.transport.PresentedCredential;
import org.junit.jupiter.api.Test;

class CallersTest {
    private static final PresentedCredential NOTHING = new PresentedCredential.Nothing();
    private static final PresentedCredential RIGHT = new PresentedCredential.BearerKey("right");
    private static final PresentedCredential WRONG = new PresentedCredential.BearerKey("wrong");
    private static final PresentedCredential CERTIFICATE = new PresentedCredential.Certificate("agent");

    @Test
    void nodeWithAKey_admitsThatKeyAlone() {
        Callers callers = new Callers("right", false);
        assertThat(callers.credentialsRequired()).isTrue();
        assertThat(callers.admits(RIGHT)).isTrue();
        assertThat(callers.admits(WRONG)).isFalse();
        assertThat(callers.admits(CERTIFICATE)).isFalse();
        assertThat(callers.admits(NOTHING)).isFalse();
    }

    @Test
    void nodeWithAnAuthority_admitsCertificatesAlone() {
        Callers callers = new Callers(null, true);
        assertThat(callers.credentialsRequired()).isTrue();
        assertThat(callers.admits(CERTIFICATE)).isTrue();
        assertThat(callers.admits(RIGHT)).isFalse();
        assertThat(callers.admits(NOTHING)).isFalse();
    }

    @Test
    void nodeWithNeither_admitsAnybody() {
        Callers callers = new Callers(null, false);
        assertThat(callers.credentialsRequired()).isFalse();
        assertThat(callers.admits(NOTHING)).isTrue();
        assertThat(callers.admits(RIGHT)).isTrue();
        assertThat(callers.admits(CERTIFICATE)).isTrue();
    }
}
