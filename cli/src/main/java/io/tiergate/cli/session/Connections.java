package io.tiergate.cli.session;

import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.SecretReference;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.AgentState;
import io.tiergate.v1.GetFleetRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The other processes of one command, found by its options; closes what it opened. Not thread-safe. */
public final class Connections implements AutoCloseable {
    private final GlobalOptions options;
    private final Surroundings surroundings;
    private final @Nullable UpState up;
    private final List<ManagedChannel> opened = new ArrayList<>();
    private @Nullable Peer controlPlane;

    Connections(GlobalOptions options, Surroundings surroundings) {
        this.options = options;
        this.surroundings = surroundings;
        this.up = UpState.read(surroundings.directory());
    }

    /** Whether a control plane is named at all. */
    public boolean hasControlPlane() {
        return controlPlaneAddress() != null;
    }

    /**
     * The control plane.
     *
     * @throws Failure if none is named
     */
    public Peer controlPlane() {
        if (controlPlane == null) {
            String address = controlPlaneAddress();
            if (address == null) {
                throw new Failure(
                        ExitCode.UNREACHABLE,
                        "no control plane is named",
                        "give --control-plane HOST:PORT, set TIERGATE_CONTROL_PLANE, or run `tiergate up` in this directory");
            }
            controlPlane = open("the control plane at " + address, "control-plane", address, Keys.OPERATOR);
        }
        return controlPlane;
    }

    private @Nullable String controlPlaneAddress() {
        if (options.controlPlane != null) {
            return options.controlPlane;
        }
        String named = surroundings.environment().get("TIERGATE_CONTROL_PLANE");
        if (named != null && !named.isBlank()) {
            return named.strip();
        }
        return up == null || up.controlPlane().isEmpty() ? null : up.controlPlane();
    }

    /**
     * Agents to send requests to, in the order of preference: those of the options, else those that run here, else the fleet's.
     *
     * @throws Failure if there is none
     */
    public List<Peer> gateways() {
        boolean here =
                up != null && options.controlPlane == null && !up.agents().isEmpty();
        return peers(options.agents.isEmpty() && here ? hereByAddress() : addresses(), Keys.CALLER);
    }

    /**
     * Agents whose records to read: those of the options, else the fleet's, else, with the control plane gone, those that run here.
     *
     * @throws Failure if there is none
     */
    public List<Peer> recordKeepers() {
        return peers(addresses(), Keys.AGENTS);
    }

    /**
     * Agents whose caches to look after, as {@link #recordKeepers}.
     *
     * @throws Failure if there is none
     */
    public List<Peer> cacheKeepers() {
        return recordKeepers();
    }

    /** The classifier node of that address; its key is presented only where one is named. */
    public Peer classifier(String address) {
        return open("the classifier node at " + address, "classifier", address, null);
    }

    private List<Peer> peers(Map<String, String> addresses, Keys keys) {
        if (addresses.isEmpty()) {
            throw new Failure(
                    ExitCode.UNREACHABLE, "no agent has joined the fleet", "start one, or give --agent HOST:PORT");
        }
        List<Peer> peers = new ArrayList<>();
        addresses.forEach((address, name) -> peers.add(open(
                name.equals(address) ? "the agent at " + address : "agent " + name + " at " + address,
                name,
                address,
                keys)));
        return peers;
    }

    private Map<String, String> addresses() {
        Map<String, String> nameByAddress = new TreeMap<>();
        if (!options.agents.isEmpty()) {
            options.agents.forEach(address -> nameByAddress.put(address, address));
            return nameByAddress;
        }
        try {
            controlPlane().fleet(fleet -> fleet.getFleet(GetFleetRequest.getDefaultInstance())).getAgentsList().stream()
                    .filter(agent ->
                            agent.getConnected() && !agent.getGrpcAddress().isEmpty())
                    .forEach((AgentState agent) -> nameByAddress.put(agent.getGrpcAddress(), agent.getAgent()));
            return nameByAddress;
        } catch (Failure e) {
            if (e.exitCode() != ExitCode.UNREACHABLE || up == null || options.controlPlane != null) {
                throw e;
            }
            return hereByAddress();
        }
    }

    private Map<String, String> hereByAddress() {
        Map<String, String> nameByAddress = new TreeMap<>();
        if (up != null) {
            up.agents().forEach(agent -> nameByAddress.put(agent.grpc(), agent.name()));
        }
        return nameByAddress;
    }

    /** Which of the keys of {@code tiergate up} is presented where none is named; null: none. */
    private enum Keys {
        OPERATOR,
        AGENTS,
        CALLER
    }

    private Peer open(String title, String name, String address, @Nullable Keys keys) {
        checkAddress(address);
        try {
            ManagedChannel channel = surroundings.channels().open(address, tls());
            opened.add(channel);
            return new Peer(title, name, channel, credentials(keys));
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.usage("cannot use the TLS files: " + e.getMessage(), "check --ca, --cert and --cert-key");
        }
    }

    private static void checkAddress(String address) {
        int colon = address.lastIndexOf(':');
        String port = address.substring(colon + 1);
        boolean digits = !port.isEmpty() && port.length() < 6 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (colon < 1 || !digits || address.indexOf('/') >= 0) {
            throw Failure.usage("'" + address + "' is no address", "write HOST:PORT");
        }
    }

    private TlsSettings tls() {
        if ((options.certificate == null) != (options.certificateKey == null)) {
            throw Failure.usage("--cert and --cert-key go together", "give both");
        }
        return new TlsSettings(options.certificate, options.certificateKey, options.authorities);
    }

    private @Nullable CallCredentials credentials(@Nullable Keys keys) {
        SecretReference reference = reference(keys);
        if (reference == null) {
            return null;
        }
        try {
            return GrpcChannels.bearer(reference.resolve());
        } catch (SecretReference.SecretUnavailableException | IllegalArgumentException e) {
            throw Failure.usage("cannot read the key: " + e.getMessage(), "check --key");
        }
    }

    private @Nullable SecretReference reference(@Nullable Keys keys) {
        if (options.key != null) {
            try {
                return new SecretReference(options.key);
            } catch (IllegalArgumentException e) {
                // The text may be the key itself: it is not repeated.
                throw Failure.usage(
                        "--key takes where the key is kept, not the key", "write --key env:NAME or --key file:PATH");
            }
        }
        if (surroundings.environment().containsKey("TIERGATE_KEY")) {
            return new SecretReference("env:TIERGATE_KEY");
        }
        if (up == null || options.certificate != null || keys == null) {
            return null;
        }
        return new SecretReference("file:"
                + switch (keys) {
                    case OPERATOR -> up.operatorKeyFile();
                    case AGENTS -> up.agentsKeyFile();
                    case CALLER -> up.callerKeyFile();
                });
    }

    @Override
    public void close() {
        opened.forEach(ManagedChannel::shutdownNow);
    }
}
