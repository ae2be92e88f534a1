package io.tiergate.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.admit.ClusterSpend;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.gateway.FeedbackDesk.Judgement;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Version;
import io.tiergate.dataplane.record.Authorizer.Reader;
import io.tiergate.dataplane.record.FeedbackLog;
import io.tiergate.dataplane.record.RecordSettings;
import io.tiergate.dataplane.subscription.Snapshots;
import io.tiergate.policy.access.Access;
import io.tiergate.transport.PresentedCredential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may do beside sending requests. */
@Timeout(60)
class CallersTest {
    private static final PresentedCredential ACME = new PresentedCredential.BearerKey(LocalAgent.ACME);

    private final Snapshots snapshots = new Snapshots();

    @TempDir
    Path folder;

    private FeedbackLog log;
    private Callers callers;

    @BeforeEach
    void open() {
        Clock clock = Clock.systemUTC();
        log = FeedbackLog.open(RecordSettings.in(folder));
        callers = new Callers(
                snapshots,
                new Admission(new TenantLimits(System::nanoTime, new ClusterSpend("agent-1", clock)), clock),
                log,
                clock);
        Access access = Documents.access(Documents.ACCESS);
        snapshots.publishAccess(new Running<>(new Version(1, access.digest()), Instant.now(), access));
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void caller_readsItsTenantsRecords_platformTeamAll_strangerNone() {
        assertThat(callers.reader(ACME)).hasValue(new Reader.OwnTenant("acme"));
        assertThat(callers.reader(new PresentedCredential.BearerKey(LocalAgent.VIEWER)))
                .hasValue(new Reader.Everything());
        assertThat(callers.reader(new PresentedCredential.Certificate("spiffe://test/acme")))
                .hasValue(new Reader.OwnTenant("acme"));
        assertThat(callers.reader(new PresentedCredential.Certificate("spiffe://test/other")))
                .isEmpty();
        assertThat(callers.reader(new PresentedCredential.Nothing())).isEmpty();
    }

    @Test
    void judgement_isKept() {
        assertThat(callers.accept(ACME, new Judgement("agent-1.x", 1, "user", "good")))
                .isNull();

        assertThat(log.flush()).isTrue();
        assertThat(log.stats().written()).isEqualTo(1);
    }

    @Test
    void judgementsAuthor_isOnRecordWithItsTenant_orAsThePlatformTeams() throws IOException {
        for (String key : List.of(LocalAgent.UMBRELLA, LocalAgent.VIEWER, LocalAgent.OPERATOR)) {
            assertThat(callers.accept(new PresentedCredential.BearerKey(key), new Judgement("agent-1.x", 1, "", "")))
                    .isNull();
        }
        assertThat(callers.accept(
                        new PresentedCredential.Certificate("spiffe://test/platform"),
                        new Judgement("agent-1.x", 1, "", "")))
                .isNull();

        assertThat(log.flush()).isTrue();
        try (Stream<Path> files = Files.list(folder.resolve("records"))) {
            assertThat(Files.readAllLines(files.findFirst().orElseThrow()))
                    .extracting(line -> line.substring(line.indexOf(",\"author\"")))
                    .containsExactly(
                            ",\"author\":\"umbrella\",\"tenant\":\"umbrella\"}",
                            ",\"author\":\"viewer\",\"tenant\":\"acme\"}",
                            ",\"author\":\"operator\",\"tenant\":\"acme\",\"platform\":true}",
                            ",\"author\":\"spiffe://test/platform\",\"platform\":true}");
        }
    }

    @Test
    void judgementOfNoTenantsReader_isRefused() {
        assertRefused(
                new PresentedCredential.Certificate("spiffe://test/dashboard"),
                new Judgement("agent-1.x", 1, "", ""),
                ErrorKind.FORBIDDEN,
                "a key of the tenant's");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void scoreOutsideItsRange_isRefused(double score) {
        assertRefused(ACME, new Judgement("agent-1.x", score, "", ""), ErrorKind.INVALID_REQUEST, "score is 0");
    }

    @Test
    void judgementThatIsNotOfItsForm_isRefusedByItsField() {
        assertRefused(ACME, new Judgement(" ", 1, "", ""), ErrorKind.INVALID_REQUEST, "decision_id is missing");
        assertRefused(ACME, new Judgement("agent-1.x", 1, "s".repeat(65), ""), ErrorKind.INVALID_REQUEST, "source has");
        assertRefused(ACME, new Judgement("agent-1.x", 1, "", "c".repeat(2_001)), ErrorKind.INVALID_REQUEST, "comment");
        assertRefused(ACME, new Judgement("x".repeat(300), 1, "", ""), ErrorKind.INVALID_REQUEST, "decision_id");
    }

    @Test
    void strangersJudgement_isRefused() {
        assertRefused(
                new PresentedCredential.Nothing(),
                new Judgement("agent-1.x", 1, "", ""),
                ErrorKind.UNAUTHENTICATED,
                "needs a known key");
    }

    private void assertRefused(PresentedCredential credential, Judgement judgement, ErrorKind kind, String words) {
        Refusal refusal = Objects.requireNonNull(callers.accept(credential, judgement));
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.message()).contains(words);
        assertThat(log.flush()).isTrue();
        assertThat(log.stats().written()).isZero();
    }
}
