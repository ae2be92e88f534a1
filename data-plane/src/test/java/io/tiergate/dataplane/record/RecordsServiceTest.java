package io.tiergate.dataplane.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.record.Authorizer.Reader;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.RecordWriter;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.GetRecordRequest;
import io.tiergate.v1.Record;
import io.tiergate.v1.RecordsGrpc;
import io.tiergate.v1.ScanRequest;
import io.tiergate.v1.SpendGroup;
import io.tiergate.v1.SpendRequest;
import io.tiergate.v1.StatsReply;
import io.tiergate.v1.StatsRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsServiceTest {
    private static final long NOW = System.currentTimeMillis();

    @TempDir
    Path data;

    private RecordLog log;
    private GrpcServers.Running server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        log = RecordLog.open(RecordSettings.in(data));
        Authorizer authorizer = credential -> credential instanceof PresentedCredential.BearerKey(String key)
                ? switch (key) {
                    case "viewer" -> Optional.of(new Reader.Everything());
                    case "acme" -> Optional.of(new Reader.OwnTenant("acme"));
                    default -> Optional.empty();
                }
                : Optional.empty();
        server = GrpcServers.start(
                new GrpcServers.Options(
                        "agent",
                        BindAddress.parse("127.0.0.1:0"),
                        TlsSettings.NONE,
                        true,
                        false,
                        Runnable::run,
                        1 << 20),
                List.of(new RecordsService(Records.AGENT, log, authorizer)));
        channel = GrpcChannels.open("127.0.0.1:" + server.port(), TlsSettings.NONE, 4 << 20);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        log.close();
        server.close();
    }

    @Test
    void get_givesTheRecordAsWritten() {
        DecisionRecord record = Records.served(NOW, "acme", "chat");
        log.offer(record);
        for (String key : List.of("viewer", "acme")) {
            Record found = get(key, record.header().id());
            assertThat(found.getDecisionId()).isEqualTo(record.header().id());
            assertThat(found.getJson()).isEqualTo(new String(RecordWriter.toJson(record), StandardCharsets.UTF_8));
        }
    }

    @Test
    void unknownId_saysWhoHasIt() {
        String id = "agent-9.019aaddf-5e00-7abc-8def-0123456789ab";
        assertRefused(() -> get("viewer", id), Status.Code.NOT_FOUND, "agent agent-1 has no record " + id);
        assertRefused(() -> get("viewer", "x"), Status.Code.INVALID_ARGUMENT, "AGENT.UUID");
    }

    @Test
    void anotherTenantsRecord_isAsUnknownToACaller() {
        DecisionRecord record = Records.served(NOW, "globex", "chat");
        DecisionRecord refused = Records.refused(NOW);
        log.offer(record);
        log.offer(refused);
        assertRefused(() -> get("acme", record.header().id()), Status.Code.NOT_FOUND, "has no record");
        assertRefused(() -> get("acme", refused.header().id()), Status.Code.NOT_FOUND, "has no record");
        assertThat(get("viewer", record.header().id()).getJson()).contains("globex");
    }

    @Test
    void refusedRequest_isItsTenantsOwn() {
        DecisionRecord refused = Records.refused(NOW, "acme");
        log.offer(refused);
        assertThat(get("acme", refused.header().id()).getJson()).contains("\"kind\":\"refused\"");
        assertThat(scan("acme", ScanRequest.getDefaultInstance())).hasSize(1);
        assertThat(spend("acme", SpendRequest.By.TENANT)).singleElement().satisfies(group -> {
            assertThat(group.getKey()).isEqualTo("acme");
            assertThat(group.getRequests()).isEqualTo(1);
        });
    }

    @Test
    void callerWithoutACredential_orWithAWrongOne_isRefusedEverywhere() {
        assertRefused(() -> get("wrong", "x"), Status.Code.PERMISSION_DENIED, "viewer");
        assertRefused(() -> scan("wrong", ScanRequest.getDefaultInstance()), Status.Code.PERMISSION_DENIED, "viewer");
        assertRefused(() -> spend("wrong", SpendRequest.By.TASK), Status.Code.PERMISSION_DENIED, "viewer");
        assertRefused(() -> stats("wrong"), Status.Code.PERMISSION_DENIED, "viewer");
        assertRefused(
                () -> RecordsGrpc.newBlockingStub(channel).stats(StatsRequest.getDefaultInstance()),
                Status.Code.UNAUTHENTICATED,
                "authorization: Bearer");
    }

    @Test
    void callerScansAndSumsOnlyItsOwnTenant() {
        log.offer(Records.served(NOW, "acme", "chat"));
        log.offer(Records.served(NOW + 1, "globex", "chat"));
        assertThat(scan("viewer", ScanRequest.getDefaultInstance())).hasSize(2);
        assertThat(scan("acme", ScanRequest.getDefaultInstance()))
                .singleElement()
                .satisfies(record -> assertThat(record.getJson()).contains("\"tenant\":\"acme\""));
        assertThat(spend("acme", SpendRequest.By.TENANT))
                .extracting(SpendGroup::getKey)
                .containsExactly("acme");
        assertRefused(
                () -> scan("acme", ScanRequest.newBuilder().setTenant("globex").build()),
                Status.Code.PERMISSION_DENIED,
                "viewer");
        assertRefused(() -> stats("acme"), Status.Code.PERMISSION_DENIED, "viewer");
    }

    @Test
    void stats_countWhatWasWritten() {
        log.offer(Records.refused(NOW));
        log.flush();
        assertThat(stats("viewer").getWritten()).isEqualTo(1);
        assertThat(stats("viewer").getDroppedMap()).isEmpty();
    }

    @Test
    void follow_beginsWithTheLastOnes_andGoesOnUntilTheCallerLeaves() throws Exception {
        log.offer(Records.refused(NOW));
        log.offer(Records.refused(NOW + 1));
        BlockingClientCall<?, Record> call = RecordsGrpc.newBlockingV2Stub(channel)
                .withCallCredentials(GrpcChannels.bearer("viewer"))
                .scan(ScanRequest.newBuilder().setFollow(true).setLast(1).build());
        assertThat(call.read().getJson()).contains("\"time_ms\":" + (NOW + 1));
        for (int i = 2; i < 50; i++) {
            DecisionRecord record = Records.refused(NOW + i);
            log.offer(record);
            assertThat(call.read().getDecisionId()).isEqualTo(record.header().id());
        }
        call.cancel("enough", null);
    }

    @Test
    @org.junit.jupiter.api.Timeout(60)
    void callersThatLeave_makeRoomForOthers() throws Exception {
        log.offer(Records.refused(NOW));
        int followed = 0;
        while (followed < 100) {
            BlockingClientCall<?, Record> call = RecordsGrpc.newBlockingV2Stub(channel)
                    .withCallCredentials(GrpcChannels.bearer("viewer"))
                    .scan(ScanRequest.newBuilder().setFollow(true).build());
            try {
                assertThat(call.read()).isNotNull();
                followed++;
            } catch (io.grpc.StatusException e) {
                // Those that left a moment ago still count; where they count for ever, this never ends.
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            }
            call.cancel("enough", null);
        }
    }

    @Test
    void followers_areTold_thatTheAgentStops() throws Exception {
        BlockingClientCall<?, Record> call = RecordsGrpc.newBlockingV2Stub(channel)
                .withCallCredentials(GrpcChannels.bearer("viewer"))
                .scan(ScanRequest.newBuilder().setFollow(true).build());
        log.offer(Records.refused(NOW));
        assertThat(call.read()).isNotNull();
        log.offer(Records.refused(NOW + 1));
        log.close();
        assertThat(call.read()).as("what was offered before is sent").isNotNull();
        assertThatThrownBy(call::read).hasMessageContaining("agent-1 stops");
    }

    @Test
    void scanOfManyRecords_waitsForItsCaller_andLosesNone() {
        int count = 4_000;
        for (int i = 0; i < count; i++) {
            log.offer(Records.served(NOW + i, "acme", "chat"));
        }
        // A scan waits only a moment for what is not written yet.
        Await.until("all are written", log::flush);
        Iterator<Record> records = RecordsGrpc.newBlockingStub(channel)
                .withCallCredentials(GrpcChannels.bearer("viewer"))
                .scan(ScanRequest.getDefaultInstance());
        int seen = 0;
        while (records.hasNext()) {
            assertThat(records.next().getJson()).contains("\"time_ms\":" + (NOW + seen));
            seen++;
        }
        assertThat(seen).isEqualTo(count);
    }

    @Test
    void spend_isSummedByEachProperty() {
        log.offer(Records.served(NOW, "acme", "chat"));
        log.offer(Records.escalated(NOW + 1, "acme", "triage"));
        log.offer(Records.hit(NOW + 2, "globex", "chat"));
        log.offer(Records.refused(NOW + 3));
        assertThat(spend("viewer", SpendRequest.By.TASK))
                .containsExactly(
                        group("", 1, 0, 0, 0, 0, 0),
                        group("chat", 2, 1, 1, 110, 0, 2_200),
                        group("triage", 1, 0, 2, 1_100, 110, 1_100));
        assertThat(spend("viewer", SpendRequest.By.TENANT))
                .containsExactly(
                        group("", 1, 0, 0, 0, 0, 0),
                        group("acme", 2, 0, 3, 1_210, 110, 2_200),
                        group("globex", 1, 1, 0, 0, 0, 1_100));
        assertThat(spend("viewer", SpendRequest.By.MODEL))
                .containsExactly(
                        group("", 1, 0, 0, 0, 0, 0),
                        group("p/cheap", 2, 1, 2, 110, 110, 2_200),
                        group("p/dear", 1, 0, 1, 1_100, 0, 1_100));
        assertThat(spend("viewer", SpendRequest.By.TIER))
                .extracting(SpendGroup::getKey)
                .containsExactly("", "cheap", "dear");
        assertThat(spend("viewer", SpendRequest.By.ARM))
                .containsExactly(group("", 1, 0, 0, 0, 0, 0), group("support/baseline", 3, 1, 3, 1_210, 110, 3_300));
        assertRefused(() -> spend("viewer", SpendRequest.By.BY_UNSPECIFIED), Status.Code.INVALID_ARGUMENT, "TASK");
    }

    @Test
    void spendThatWasEstimated_isSummedApart() {
        log.offer(Records.served(NOW, "acme", "chat"));
        log.offer(Records.estimated(NOW + 1, "acme", "chat"));

        assertThat(spend("viewer", SpendRequest.By.TASK))
                .containsExactly(group("chat", 2, 0, 2, 220, 0, 2_200).toBuilder()
                        .setEstimatedAttempts(1)
                        .setEstimatedMicros(110)
                        .build());
    }

    @Test
    void spendForJudging_isSummedApart() {
        log.offer(Records.judged(NOW, "acme", "chat"));
        log.offer(Records.escalated(NOW + 1, "acme", "chat"));

        assertThat(spend("viewer", SpendRequest.By.TASK))
                .containsExactly(group("chat", 2, 0, 4, 110 + 1_100, 110, 1_100 + 1_100).toBuilder()
                        .setJudgeMicros(1_100)
                        .build());
        assertThat(spend("viewer", SpendRequest.By.MODEL))
                .containsExactly(
                        group("p/cheap", 1, 0, 2, 110, 110, 1_100),
                        group("p/dear", 1, 0, 2, 1_100, 0, 1_100).toBuilder()
                                .setJudgeMicros(1_100)
                                .build());
    }

    private static SpendGroup group(
            String key, long requests, long hits, long attempts, long served, long discarded, long reference) {
        return SpendGroup.newBuilder()
                .setKey(key)
                .setRequests(requests)
                .setHits(hits)
                .setAttempts(attempts)
                .setServedMicros(served)
                .setDiscardedMicros(discarded)
                .setReferenceMicros(reference)
                .build();
    }

    private RecordsGrpc.RecordsBlockingStub stub(String key) {
        return RecordsGrpc.newBlockingStub(channel).withCallCredentials(GrpcChannels.bearer(key));
    }

    private Record get(String key, String id) {
        return stub(key).get(GetRecordRequest.newBuilder().setDecisionId(id).build());
    }

    private List<Record> scan(String key, ScanRequest request) {
        List<Record> records = new ArrayList<>();
        stub(key).scan(request).forEachRemaining(records::add);
        return records;
    }

    private List<SpendGroup> spend(String key, SpendRequest.By by) {
        return stub(key).spend(SpendRequest.newBuilder().setBy(by).build()).getGroupsList();
    }

    private StatsReply stats(String key) {
        return stub(key).stats(StatsRequest.getDefaultInstance());
    }

    private static void assertRefused(Runnable call, Status.Code code, String message) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
            assertThat(refused.getStatus().getCode()).isEqualTo(code);
            assertThat(refused.getStatus().getDescription()).contains(message);
        });
    }
}
