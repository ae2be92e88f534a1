package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hazelcast.config.Config;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.ByteArraySerializer;
import io.tiergate.cli.process.FreePorts;
import io.tiergate.cli.process.Service;
import io.tiergate.cli.stack.LocalAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Answers that the agents share. */
@ExtendWith(SharedStack.class)
class ExactCacheIT {
    private static final String EXACT = "exact";

    private int questions;

    @Test
    void answerOfOneAgent_isServedByTheOther_butToItsOwnTenantOnly(LiveStack stack) throws IOException {
        Shared shared = sharedAnswer(stack);

        assertThat(shared.hit().body()).isEqualTo(shared.original().body());
        assertThat(shared.hit().header("x-tiergate-cost-micros")).isEqualTo("0");
        Eventually.so("the hit's record names the decision whose answer it is", () -> {
            DecisionRecord record = record(stack, stack.agent(2), shared.hit().decisionId());
            return record.text("/cache/origin").equals(shared.original().decisionId());
        });
        assertThat(ask(stack, stack.agent(2), "bank", shared.question()).header("x-tiergate-cache"))
                .isEqualTo("miss");

        OpenAiApi.Reply replayed = stack.http(stack.agent(2), "shop")
                .chat(OpenAiApi.body("desk", shared.question()).put("stream", true));
        assertThat(replayed.header("x-tiergate-cache")).isEqualTo(EXACT);
        assertThat(replayed.body())
                .contains("data: [DONE]")
                .contains(shared.original().text());
    }

    @Test
    void memberWithoutTheKey_findsCiphertextAlone(LiveStack stack) throws IOException {
        Shared shared = sharedAnswer(stack);
        HazelcastInstance outsider = member(stack);
        try {
            IMap<Object, Sealed> answers = outsider.getMap("answers");
            Collection<Sealed> entries = answers.getAll(answers.keySet()).values();

            assertThat(entries).isNotEmpty();
            for (Sealed entry : entries) {
                assertThat(entry.bytes().toString(StandardCharsets.ISO_8859_1))
                        .doesNotContain("made up by no model", "mid-1", "choices", "shop", shared.question());
            }
        } finally {
            outsider.shutdown();
        }
    }

    @Test
    void agentWithAnotherClusterKey_seesNothing_andGivesNothing(LiveStack stack, @TempDir Path temporary)
            throws IOException {
        Shared shared = sharedAnswer(stack);
        try (Processes processes = new Processes(temporary.resolve("logs"))) {
            Service stranger = stranger(stack, processes, temporary);
            JsonNode ports = Processes.ports(stranger);
            OpenAiApi api =
                    new OpenAiApi("http://127.0.0.1:" + ports.path("http").asInt(), stack.key("shop"));
            OpenAiApi health =
                    new OpenAiApi("http://127.0.0.1:" + ports.path("management").asInt(), "");
            Eventually.so(
                    "the stranger is a member of the cluster",
                    () -> health.send("GET", "/health", "").body().contains("\"cluster_members\":3"));

            assertThat(api.ask("desk", shared.question()).header("x-tiergate-cache"))
                    .isEqualTo("miss");

            String question = nextQuestion();
            assertThat(api.ask("desk", question).status()).isEqualTo(200);
            assertThat(ask(stack, stack.agent(1), "shop", question).header("x-tiergate-cache"))
                    .isEqualTo("miss");
            assertThat(ask(stack, stack.agent(1), "shop", shared.question()).header("x-tiergate-cache"))
                    .as("what agents had at hand stays good")
                    .isEqualTo(EXACT);
        }
    }

    /** A question, its answer at the first agent, and the same as the second served it. */
    private record Shared(String question, OpenAiApi.Reply original, OpenAiApi.Reply hit) {}

    /** Asks both agents until the second serves the first one's answer: an entry takes a moment to get there. */
    private Shared sharedAnswer(LiveStack stack) {
        AtomicReference<Shared> shared = new AtomicReference<>();
        Eventually.so("an answer of a1 is served by a2", () -> {
            String question = nextQuestion();
            OpenAiApi.Reply original = ask(stack, stack.agent(1), "shop", question);
            OpenAiApi.Reply hit = ask(stack, stack.agent(2), "shop", question);
            shared.set(new Shared(question, original, hit));
            return hit.header("x-tiergate-cache").equals(EXACT);
        });
        return shared.get();
    }

    private String nextQuestion() {
        questions++;
        return "Cache question " + System.nanoTime() + "-" + questions;
    }

    private static OpenAiApi.Reply ask(LiveStack stack, LocalAgent agent, String tenant, String question)
            throws IOException {
        return stack.http(agent, tenant).ask("desk", question);
    }

    private static DecisionRecord record(LiveStack stack, LocalAgent agent, String id) {
        return DecisionRecord.of(stack.grpc(agent, "")).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** An agent of the same cluster with a key of its own, that runs what {@code a1} has on its disk. */
    private static Service stranger(LiveStack stack, Processes processes, Path temporary) throws IOException {
        Path data = Files.createDirectories(temporary.resolve("data"));
        for (String content : List.of("routing.content", "access.content")) {
            Files.copy(stack.agent(1).dataDirectory().resolve(content), data.resolve(content));
        }
        Path key = LiveStack.write(
                temporary.resolve("other.key"), Base64.getEncoder().encodeToString(new byte[32]));
        return processes.start(
                "stranger",
                "data-plane",
                "--name=stranger",
                "--data-dir=" + data,
                "--http-bind=127.0.0.1:0",
                "--grpc-bind=127.0.0.1:0",
                "--management-bind=127.0.0.1:0",
                "--control-plane=127.0.0.1:1",
                "--cluster-bind=127.0.0.1:" + FreePorts.find(1).getFirst(),
                "--cluster-members=" + String.join(",", members(stack)),
                "--cluster-key=file:" + key);
    }

    private static List<String> members(LiveStack stack) {
        return stack.agents().stream()
                .map(agent -> "127.0.0.1:" + agent.clusterPort())
                .toList();
    }

    /** Bytes of an entry. */
    private record Sealed(ByteString bytes) {}

    /** A member that anybody could run who reaches the cluster's ports. */
    private static HazelcastInstance member(LiveStack stack) {
        Config config = new Config();
        config.setClusterName("tiergate").setLiteMember(true);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getNetworkConfig().setPort(FreePorts.find(1).getFirst()).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).setMembers(members(stack));
        config.getSerializationConfig()
                .addSerializerConfig(new SerializerConfig()
                        .setTypeClass(Sealed.class)
                        .setImplementation(new Bytes<>(1002, Sealed::bytes, Sealed::new)))
                .addSerializerConfig(new SerializerConfig()
                        .setTypeClass(Key.class)
                        .setImplementation(new Bytes<>(1001, Key::bytes, Key::new)));
        return Hazelcast.newHazelcastInstance(config);
    }

    /** Bytes of a key. */
    private record Key(ByteString bytes) {}

    /** Takes whatever the agents' type of that number holds. */
    private record Bytes<T>(int getTypeId, Function<T, ByteString> writer, Function<ByteString, T> reader)
            implements ByteArraySerializer<T> {
        @Override
        public byte[] write(T value) {
            return writer.apply(value).toByteArray();
        }

        @Override
        public T read(byte[] bytes) {
            return reader.apply(ByteString.copyFrom(bytes));
        }
    }
}
