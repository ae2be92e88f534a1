package io.tiergate.cli.demo;

import io.tiergate.cli.session.Peer;
import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.cli.stack.LocalControlPlane;
import io.tiergate.cli.stack.Simulation;
import io.tiergate.cli.stack.Stack;
import io.tiergate.cli.stack.Standing;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.PublishReply;
import io.tiergate.v1.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stack that runs a scenario: every agent has converged.
 *
 * @param keys by tenant
 * @param keyIds by tenant
 * @param readers the agents' record services, as somebody who may read everything
 * @param converged how far each agent was when all had the routing
 */
record Live(
        Scenario scenario,
        Stack stack,
        LocalControlPlane controlPlane,
        Simulation simulation,
        List<LocalAgent> agents,
        Map<String, String> keys,
        Map<String, String> keyIds,
        List<Peer> readers,
        List<Standing> converged) {
    static final Duration CONVERGENCE_BOUND = Duration.ofSeconds(60);
    private static final String MESSAGE = "tiergate demo";
    private static final int AGENTS = 2;

    static Live start(Scenario scenario, Stack stack, Terminal terminal) {
        terminal.note("starting a control plane, a simulated provider and " + AGENTS + " agents");
        Stack.Starting<LocalControlPlane> planeStarting = stack.startControlPlane();
        Stack.Starting<Simulation> simulatorStarting = stack.startSimulator(simulatorArguments(scenario));
        LocalControlPlane plane = planeStarting.get();
        Stack.Starting<List<LocalAgent>> agentsStarting = stack.startAgents(AGENTS);
        Simulation simulation = simulatorStarting.get();

        terminal.note("publishing the policy " + scenario.policy().name());
        long routing = publish(plane, scenario, simulation);
        Map<String, String> keys = new TreeMap<>();
        Map<String, String> ids = new TreeMap<>();
        for (String tenant : tenants(scenario)) {
            CreateKeyReply key = plane.createKey(tenant, MESSAGE);
            keys.put(tenant, key.getSecret());
            ids.put(tenant, key.getKeyId());
        }
        CreateKeyReply reader = plane.createKey("", MESSAGE, List.of("viewer"));
        long access = reader.getGeneration();

        List<LocalAgent> agents = agentsStarting.get();
        List<Standing> converged = plane.awaitActive(AGENTS, Resource.RESOURCE_ROUTING, routing, CONVERGENCE_BOUND);
        plane.awaitActive(AGENTS, Resource.RESOURCE_ACCESS, access, CONVERGENCE_BOUND);
        List<Peer> readers = agents.stream()
                .map(agent -> stack.peer("agent " + agent.name(), agent.name(), agent.grpc(), reader.getSecret()))
                .toList();
        return new Live(scenario, stack, plane, simulation, agents, keys, ids, readers, converged);
    }

    private static List<String> simulatorArguments(Scenario scenario) {
        List<String> arguments = new ArrayList<>(List.of(
                "--set",
                scenario.set().file().toAbsolutePath().toString(),
                "--prices",
                scenario.catalogFile().toAbsolutePath().toString()));
        arguments.addAll(scenario.thinkTime());
        return arguments;
    }

    private static long publish(LocalControlPlane plane, Scenario scenario, Simulation simulation) {
        plane.publish(
                DocumentKind.DOCUMENT_KIND_CATALOG,
                simulation.catalog(scenario.catalogText()),
                scenario.catalogFile().toString(),
                MESSAGE);
        if (!scenario.estimates().isEmpty()) {
            plane.publish(DocumentKind.DOCUMENT_KIND_ESTIMATES, scenario.estimates(), "estimates", MESSAGE);
        }
        PublishReply policy = plane.publish(
                DocumentKind.DOCUMENT_KIND_POLICY,
                scenario.policyText(),
                scenario.policyFile().toString(),
                MESSAGE);
        plane.publish(DocumentKind.DOCUMENT_KIND_ACCESS, scenario.access(), "access", MESSAGE);
        return policy.getGeneration();
    }

    private static List<String> tenants(Scenario scenario) {
        if (AccessCompiler.compile("access", scenario.access())
                instanceof CompileResult.Compiled<Access>(var access, var document, var warnings)) {
            return access.tenants().keySet().stream().sorted().toList();
        }
        return List.of();
    }

    /** The same, with another control plane and agents that were restarted. */
    Live with(LocalControlPlane plane, List<LocalAgent> restarted) {
        return new Live(scenario, stack, plane, simulation, restarted, keys, keyIds, readers, converged);
    }
}
