package io.tiergate.cli.demo;

import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The callers: several at once, each request to one agent and, if that goes away, to the next. Half of the tenants speak gRPC, the others
 * HTTP. One run at a time.
 */
final class Callers implements AutoCloseable {
    private static final int ATTEMPTS_PER_AGENT = 2;

    private final List<LocalAgent> agents;
    private final Map<String, String> keys;
    private final List<String> grpcTenants;
    private final HttpDoor http;
    private final GrpcDoor grpc;
    private final int atOnce;
    private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Callers of one policy.
     *
     * @param agents where they call; addresses that do not change
     * @param keys by tenant
     * @param grpcTenants those that speak gRPC
     * @param atOnce how many requests are under way at a time
     */
    Callers(String policy, List<LocalAgent> agents, Map<String, String> keys, List<String> grpcTenants, int atOnce) {
        this.agents = List.copyOf(agents);
        this.keys = Map.copyOf(keys);
        this.grpcTenants = List.copyOf(grpcTenants);
        this.http = new HttpDoor(policy);
        this.grpc = new GrpcDoor(policy);
        this.atOnce = atOnce;
        agents.forEach(agent -> underWay.put(agent.name(), new AtomicInteger()));
    }

    /**
     * Sends requests in their order and waits for the end of all.
     *
     * @param done told how many are over, each time that one more is
     * @return in the order of the requests
     */
    List<Sent> send(List<Ask> asks, IntConsumer done) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger over = new AtomicInteger();
        Sent[] sent = new Sent[asks.size()];
        List<Callable<Void>> workers = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            workers.add(() -> {
                for (int at = next.getAndIncrement(); at < sent.length; at = next.getAndIncrement()) {
                    sent[at] = send(asks.get(at), at);
                    done.accept(over.incrementAndGet());
                }
                return null;
            });
        }
        await(workers);
        return List.of(sent);
    }

    private Sent send(Ask ask, int first) {
        List<String> lostAt = new ArrayList<>();
        String why = "";
        for (int i = 0; i < agents.size() * ATTEMPTS_PER_AGENT; i++) {
            LocalAgent agent = agents.get((first + i) % agents.size());
            try {
                return new Sent(ask, send(ask, agent), lostAt);
            } catch (Door.LostException e) {
                lostAt.add(agent.name());
                why = e.getMessage();
            }
        }
        return new Sent(ask, new Reply.Refused("", "no agent answers: " + why, false), lostAt);
    }

    /** Sends one request to one agent. */
    Reply send(Ask ask, LocalAgent agent) throws Door.LostException {
        Door door = grpcTenants.contains(ask.tenant()) ? grpc : http;
        AtomicInteger count = underWay(agent);
        count.incrementAndGet();
        try {
            return door.send(ask, agent, key(ask));
        } finally {
            count.decrementAndGet();
        }
    }

    /** The arm that each agent gives each request, one row for each request, in the order of the agents. */
    List<List<String>> arms(List<Ask> asks) {
        return await(asks.stream()
                .map(ask -> (Callable<List<String>>) () -> agents.stream()
                        .map(agent -> grpc.decide(ask, agent, key(ask)).getArm())
                        .toList())
                .toList());
    }

    private String key(Ask ask) {
        String key = keys.get(ask.tenant());
        if (key == null) {
            throw Failure.usage("the traffic has a tenant without a key: '" + ask.tenant() + "'", "");
        }
        return key;
    }

    /** How many requests an agent has at this moment. */
    AtomicInteger underWay(LocalAgent agent) {
        return underWay.computeIfAbsent(agent.name(), _ -> new AtomicInteger());
    }

    private <T> List<T> await(List<Callable<T>> tasks) {
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> task : threads.invokeAll(tasks)) {
                results.add(task.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted", "");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure known
                    ? known
                    : new Failure(ExitCode.NO, "a caller broke: " + e.getCause(), "");
        }
    }

    @Override
    public void close() {
        threads.close();
        http.close();
        grpc.close();
    }
}
