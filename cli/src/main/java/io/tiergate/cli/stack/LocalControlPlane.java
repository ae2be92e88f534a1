package io.tiergate.cli.stack;

import io.tiergate.cli.fleet.FleetWatch;
import io.tiergate.cli.process.Service;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.v1.ActivateReply;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.CreateKeyRequest;
import io.tiergate.v1.Document;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.GetDocumentRequest;
import io.tiergate.v1.GetRoutingRequest;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.Resource;
import io.tiergate.v1.RevokeKeyRequest;
import io.tiergate.v1.RoutingState;
import io.tiergate.v1.SplitRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The control plane that runs here, and what is asked of it. Thread-safe. */
public final class LocalControlPlane {
    private final Service service;
    private final String address;
    private final Peer peer;

    LocalControlPlane(Service service, String address, Peer peer) {
        this.service = service;
        this.address = address;
        this.peer = peer;
    }

    /** Its process. */
    public Service service() {
        return service;
    }

    /** {@code HOST:PORT} of its gRPC services. */
    public String address() {
        return address;
    }

    /** What the fleet runs; generations are 0 where that is nothing. */
    public RoutingState current() {
        return peer.policies(policies -> policies.getRouting(GetRoutingRequest.getDefaultInstance()));
    }

    /** Who agents know as a caller now; null where no access document is active. */
    @Nullable
    Access access() {
        RoutingState now = current();
        if (now.getAccessGeneration() == 0) {
            return null;
        }
        Document document = peer.policies(policies -> policies.getDocument(
                GetDocumentRequest.newBuilder().setDigest(now.getAccessDigest()).build()));
        return switch (AccessCompiler.compile("access", document.getContent().toByteArray())) {
            case CompileResult.Compiled<Access> compiled -> compiled.value();
            case CompileResult.Rejected<Access> rejected ->
                throw new Failure(ExitCode.BUG, "the active access document: " + rejected.report(), "");
        };
    }

    /** Stores and activates a document. */
    public PublishReply publish(DocumentKind kind, String text, String source, String message) {
        return publish(kind, text, source, message, false);
    }

    /** Stores a document without activating it. */
    public PublishReply store(DocumentKind kind, String text, String source, String message) {
        return publish(kind, text, source, message, true);
    }

    private PublishReply publish(DocumentKind kind, String text, String source, String message, boolean storeOnly) {
        PublishRequest request = PublishRequest.newBuilder()
                .setKind(kind)
                .setText(text)
                .setSource(source)
                .setMessage(message)
                .setNoActivate(storeOnly)
                .build();
        return peer.policies(policies -> policies.publish(request));
    }

    /** What is asked of it beside the methods here. */
    public Peer peer() {
        return peer;
    }

    /** Makes a key for a tenant's requests. */
    public CreateKeyReply createKey(String tenant, String label) {
        return createKey(tenant, label, List.of());
    }

    /** Makes a key with those roles; without any it is for a tenant's requests. */
    public CreateKeyReply createKey(String tenant, String label, List<String> roles) {
        CreateKeyRequest request = CreateKeyRequest.newBuilder()
                .setTenant(tenant)
                .setLabel(label)
                .addAllRoles(roles)
                .build();
        return peer.policies(policies -> policies.createKey(request));
    }

    /** Ends a key. */
    public ActivateReply revokeKey(String id) {
        RevokeKeyRequest request = RevokeKeyRequest.newBuilder().setKeyId(id).build();
        return peer.policies(policies -> policies.revokeKey(request));
    }

    /** Gives a stored revision a share of a policy's traffic. */
    public ActivateReply split(String policy, long candidate, int basisPoints, String message) {
        SplitRequest request = SplitRequest.newBuilder()
                .setName(policy)
                .setCandidateRevision(candidate)
                .setBasisPoints(basisPoints)
                .setMessage(message)
                .build();
        return peer.policies(policies -> policies.split(request));
    }

    /**
     * Waits until that many agents run that generation of a resource.
     *
     * @return each agent, by name
     * @throws Failure if one refuses it, or the bound passes; says who and why
     */
    public List<Standing> awaitActive(int agents, Resource resource, long generation, Duration bound) {
        AtomicReference<List<Standing>> last = new AtomicReference<>(List.of());
        return FleetWatch.until(peer, "", bound, state -> {
                    List<Standing> now = Standing.of(state, resource);
                    last.set(now);
                    now.stream()
                            .filter(one -> one.refuses(generation))
                            .findFirst()
                            .ifPresent(one -> {
                                throw new Failure(
                                        ExitCode.NO,
                                        one.agent() + " refuses generation " + generation + ": " + one.reason(),
                                        "look into its log");
                            });
                    boolean all = now.size() == agents && now.stream().allMatch(one -> one.runs(generation));
                    return all ? Optional.of(now) : Optional.<List<Standing>>empty();
                })
                .orElseThrow(() -> new Failure(
                        ExitCode.NO,
                        agents + " agents should run generation " + generation + " and do not after "
                                + bound.toSeconds() + " s: "
                                + (last.get().isEmpty() ? "none has come" : last.get()),
                        "look into the agents' logs"));
    }
}
