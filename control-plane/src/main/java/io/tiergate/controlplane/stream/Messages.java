package io.tiergate.controlplane.stream;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.AgentId;
import io.tiergate.controlplane.snapshot.AgentProfile;
import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import io.tiergate.v1.Active;
import io.tiergate.v1.Hello;
import io.tiergate.v1.Resource;
import io.tiergate.v1.Update;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Wire messages to the words of this package and back. What the wire gets wrong is an {@link InvalidMessage}. */
final class Messages {
    /** Content schema that this control plane writes. */
    static final int SCHEMA = 1;

    private static final int MAX_TEXT = 1_000;
    private static final int MAX_LABELS = 32;
    private static final int MAX_REJECTED = 256;
    private static final int MAX_PROBLEMS = 100;

    private Messages() {}

    /** A message that no correct agent sends. */
    static final class InvalidMessage extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvalidMessage(String message) {
            super(message);
        }
    }

    static AgentProfile profile(Hello hello) {
        if (hello.getSchema() < SCHEMA) {
            throw new InvalidMessage("the agent reads content schema " + hello.getSchema()
                    + ", this control plane writes " + SCHEMA + ": upgrade the agent");
        }
        if (hello.getLabelsCount() > MAX_LABELS) {
            throw new InvalidMessage("an agent has at most " + MAX_LABELS + " labels, not " + hello.getLabelsCount());
        }
        hello.getLabelsMap().forEach((key, value) -> {
            bounded("label", key);
            bounded("label " + key, value);
        });
        return new AgentProfile(
                new AgentId(name("fleet", hello.getFleet()), name("agent", hello.getAgent())),
                hello.getLabelsMap(),
                bounded("build", hello.getBuild()),
                bounded("grpc_address", hello.getGrpcAddress()));
    }

    static Map<ResourceKind, Version> versions(List<Active> actives) {
        Map<ResourceKind, Version> versions = new EnumMap<>(ResourceKind.class);
        for (Active active : actives) {
            if (versions.put(resource(active.getResource()), version(active.getGeneration(), active.getDigest()))
                    != null) {
                throw new InvalidMessage("Hello names a resource twice");
            }
        }
        return versions;
    }

    /** What an agent says that it has refused, in its order: any number of versions of a resource, up to a bound. */
    static Map<ResourceKind, List<Version>> rejected(List<Active> refused) {
        if (refused.size() > MAX_REJECTED) {
            throw new InvalidMessage(
                    "Hello names at most " + MAX_REJECTED + " rejected versions, not " + refused.size());
        }
        Map<ResourceKind, List<Version>> rejected = new EnumMap<>(ResourceKind.class);
        for (Active one : refused) {
            rejected.computeIfAbsent(resource(one.getResource()), _ -> new ArrayList<>())
                    .add(version(one.getGeneration(), one.getDigest()));
        }
        return rejected;
    }

    static ResourceKind resource(Resource resource) {
        return switch (resource) {
            case RESOURCE_ROUTING -> ResourceKind.ROUTING;
            case RESOURCE_ACCESS -> ResourceKind.ACCESS;
            case RESOURCE_UNSPECIFIED, UNRECOGNIZED ->
                throw new InvalidMessage("resource is neither ROUTING nor ACCESS");
        };
    }

    static Version version(long generation, ByteString digest) {
        try {
            return new Version(generation, Digest.fromBytes(digest.toByteArray()));
        } catch (IllegalArgumentException e) {
            throw new InvalidMessage("digest: " + e.getMessage());
        }
    }

    static List<Problem> problems(List<io.tiergate.v1.Problem> problems) {
        List<Problem> read = new ArrayList<>();
        for (io.tiergate.v1.Problem problem : problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS))) {
            read.add(new Problem(
                    cut(problem.getSource()),
                    cut(problem.getPath()),
                    problem.getLine(),
                    problem.getColumn(),
                    cut(problem.getMessage()),
                    cut(problem.getSuggestion()),
                    problem.getWarning()));
        }
        return read;
    }

    static Update update(String nonce, Content content) {
        return Update.newBuilder()
                .setResource(
                        switch (content.resource()) {
                            case ROUTING -> Resource.RESOURCE_ROUTING;
                            case ACCESS -> Resource.RESOURCE_ACCESS;
                        })
                .setNonce(nonce)
                .setGeneration(content.version().generation())
                .setDigest(ByteString.copyFrom(content.version().digest().toBytes()))
                .setContent(content.bytes())
                .build();
    }

    private static String name(String field, String name) {
        if (!AgentId.isName(name)) {
            throw new InvalidMessage("Hello's " + field + " must be 1 to " + AgentId.MAX_NAME
                    + " letters, digits, dots, dashes, underscores or colons");
        }
        return name;
    }

    private static String bounded(String field, String text) {
        if (text.length() > MAX_TEXT) {
            throw new InvalidMessage("Hello's " + cut(field) + " is longer than " + MAX_TEXT + " characters");
        }
        return text;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
