package io.tiergate.cli.session;

import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import io.tiergate.v1.CacheAdminGrpc;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.FleetAdminGrpc;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.PolicyAdminGrpc;
import io.tiergate.v1.RecordsGrpc;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Another process: the control plane, an agent or a classifier node. What it refuses becomes a {@link io.tiergate.cli.terminal.Failure}. Thread-safe. */
public final class Peer {
    private static final long DEADLINE_SECONDS = 30;
    private static final long CACHE_DEADLINE_SECONDS = 120;

    private final String title;
    private final String name;
    private final Channel channel;
    private final @Nullable CallCredentials credentials;

    /** A process at the other end of a channel, which the caller shuts down; calls present the credentials, if any. */
    public Peer(String title, String name, Channel channel, @Nullable CallCredentials credentials) {
        this.title = title;
        this.name = name;
        this.channel = channel;
        this.credentials = credentials;
    }

    /** For people: {@code agent a1 at 127.0.0.1:7001}. */
    public String title() {
        return title;
    }

    /** An agent's name, or its address where the name is not known. */
    public String name() {
        return name;
    }

    /** Calls the control plane's policy service, for at most half a minute. */
    public <R extends @Nullable Object> R policies(Function<PolicyAdminGrpc.PolicyAdminBlockingStub, R> call) {
        return ask(soon(PolicyAdminGrpc.newBlockingStub(channel)), call);
    }

    /** Calls the control plane's fleet service, for at most half a minute. */
    public <R extends @Nullable Object> R fleet(Function<FleetAdminGrpc.FleetAdminBlockingStub, R> call) {
        return ask(soon(FleetAdminGrpc.newBlockingStub(channel)), call);
    }

    /** Calls the control plane's fleet service for as long as it takes. */
    public <R extends @Nullable Object> R watchFleet(Function<FleetAdminGrpc.FleetAdminBlockingStub, R> call) {
        return ask(FleetAdminGrpc.newBlockingStub(channel), call);
    }

    /** Calls an agent's gateway for as long as it takes: the policy has a deadline. */
    public <R extends @Nullable Object> R gateway(Function<GatewayGrpc.GatewayBlockingStub, R> call) {
        return ask(GatewayGrpc.newBlockingStub(channel), call);
    }

    /** Calls an agent's record service, for at most half a minute. */
    public <R extends @Nullable Object> R records(Function<RecordsGrpc.RecordsBlockingStub, R> call) {
        return ask(soon(RecordsGrpc.newBlockingStub(channel)), call);
    }

    /** Calls an agent's record service for as long as it takes. */
    public <R extends @Nullable Object> R followRecords(Function<RecordsGrpc.RecordsBlockingStub, R> call) {
        return ask(RecordsGrpc.newBlockingStub(channel), call);
    }

    /** Calls an agent's cache service, which reads the whole cache, for at most two minutes. */
    public <R extends @Nullable Object> R cache(Function<CacheAdminGrpc.CacheAdminBlockingStub, R> call) {
        return ask(
                CacheAdminGrpc.newBlockingStub(channel).withDeadlineAfter(CACHE_DEADLINE_SECONDS, TimeUnit.SECONDS),
                call);
    }

    /** Calls a classifier node, for at most half a minute. */
    public <R extends @Nullable Object> R classifier(Function<ClassifierGrpc.ClassifierBlockingStub, R> call) {
        return ask(soon(ClassifierGrpc.newBlockingStub(channel)), call);
    }

    private static <S extends AbstractBlockingStub<S>> S soon(S stub) {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private <S extends AbstractBlockingStub<S>, R extends @Nullable Object> R ask(S stub, Function<S, R> call) {
        try {
            return call.apply(credentials == null ? stub : stub.withCallCredentials(credentials));
        } catch (StatusRuntimeException e) {
            throw Refusals.of(title, e);
        }
    }
}
