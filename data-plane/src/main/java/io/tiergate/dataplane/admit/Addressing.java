package io.tiergate.dataplane.admit;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.policy.access.Tenant;
import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.arm.StickyKey;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Predictions.Open;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.cost.TokenEstimate;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.snapshot.Routing;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request's {@code model} addresses: {@code POLICY}, {@code POLICY/TASK}, {@code auto}, or a concrete model of the catalog; and
 * what is known of the request under the version of the policy that its sticky key gets.
 */
sealed interface Addressing {
    /** Name that stands for the tenant's default policy. */
    String AUTO = "auto";

    /** It addresses this version of a policy. */
    record Resolved(Arm arm, StickyKey sticky, Features features, Decision.Asked asked, Open open)
            implements Addressing {
        Decision.Inputs inputs(long draw) {
            return new Decision.Inputs(sticky.hash(), draw, features, asked, open, null);
        }
    }

    /** It addresses nothing that the tenant may use. */
    record Unresolved(Refusal refusal) implements Addressing {}

    /** Resolves a request's address for a tenant. */
    static Addressing resolve(Exchange exchange, Routing routing, Tenant tenant, String decisionId) {
        String asked = exchange.request().view().model();
        Model pin = routing.catalog().model(asked);
        if (pin != null && !tenant.mayPin(asked)) {
            return unresolved(
                    ErrorKind.FORBIDDEN,
                    "tenant '" + tenant.name() + "' may not pin model '" + shortened(asked)
                            + "': name a policy, or have the model added to the tenant's pins");
        }
        int slash = pin == null ? asked.indexOf('/') : -1;
        String name = slash < 0 ? asked : asked.substring(0, slash);
        if (pin != null || name.equals(AUTO)) {
            name = tenant.defaultPolicy();
            if (name.isEmpty()) {
                return unresolved(
                        ErrorKind.UNKNOWN_MODEL,
                        "tenant '" + tenant.name() + "' has no default policy: name one in 'model'");
            }
        }
        ActivePolicy policy = routing.policy(name);
        if (policy == null || !tenant.mayUse(name)) {
            return unresolved(
                    ErrorKind.UNKNOWN_MODEL,
                    "there is no policy or model '" + shortened(asked) + "' for tenant '" + tenant.name()
                            + "'; GET /v1/models lists what there is");
        }
        StickyKey sticky = stickyKey(exchange, tenant, decisionId);
        Arm arm = policy.armOf(sticky);
        String taskName = slash < 0 ? exchange.declared().task() : asked.substring(slash + 1);
        return under(arm, sticky, exchange, tenant, taskName, pin);
    }

    private static Addressing under(
            Arm arm,
            StickyKey sticky,
            Exchange exchange,
            Tenant tenant,
            @Nullable String taskName,
            @Nullable Model pin) {
        CompiledPolicy policy = arm.policy();
        TaskProfile task = policy.task(taskName == null ? policy.defaultTask() : taskName);
        if (task == null) {
            return unresolved(
                    ErrorKind.UNKNOWN_MODEL,
                    "policy '" + policy.name() + "' has no task '" + shortened(String.valueOf(taskName)) + "'; it has "
                            + String.join(", ", policy.tasks().keySet()));
        }
        Declared declared = exchange.declared();
        String atLeast = declared.atLeast();
        if (atLeast != null && policy.tiers().find(atLeast) == null) {
            return unresolved(
                    ErrorKind.INVALID_REQUEST,
                    "policy '" + policy.name() + "' has no tier '" + shortened(atLeast) + "'; it has "
                            + String.join(", ", policy.tiers().byName().keySet()));
        }
        return new Resolved(
                arm,
                sticky,
                features(exchange, tenant, policy, task),
                new Decision.Asked(atLeast, declared.noCache(), pin, declared.deadlineMillis()),
                policy.settings().predictions() == null
                        ? Open.NOTHING
                        : new Open(taskName == null, declared.domain() == null));
    }

    private static Features features(Exchange exchange, Tenant tenant, CompiledPolicy policy, TaskProfile task) {
        ChatRequest request = exchange.request();
        ChatRequest.View view = request.view();
        Declared declared = exchange.declared();
        long expectedOutput =
                view.maxOutputTokens() == null ? task.outputTokens() : Objects.requireNonNull(view.maxOutputTokens());
        return new Features(
                task.name(),
                declared.domain() == null ? task.domain() : declared.domain(),
                declared.stakes() == null ? policy.settings().defaultStakes() : declared.stakes(),
                new Features.Size(
                        TokenEstimate.of(promptBytes(request), request.turns().size()),
                        expectedOutput,
                        view.maxOutputTokens()),
                new Features.Form(
                        request.turns().size(), view.tools(), view.images(), view.responseFormat(), view.stream()),
                new Features.Caller(tenant.name(), tenant.subscription(), user(exchange)),
                declared.tags());
    }

    private static long promptBytes(ChatRequest request) {
        long bytes = 0;
        for (ChatRequest.Turn turn : request.turns()) {
            bytes += turn.textBytes();
        }
        return bytes;
    }

    private static StickyKey stickyKey(Exchange exchange, Tenant tenant, String decisionId) {
        String session = exchange.declared().session();
        if (session != null) {
            return StickyKey.of(StickyKey.Kind.SESSION, tenant.name(), session);
        }
        String user = user(exchange);
        return user != null
                ? StickyKey.of(StickyKey.Kind.USER, tenant.name(), user)
                : StickyKey.of(StickyKey.Kind.DECISION, tenant.name(), decisionId);
    }

    private static @Nullable String user(Exchange exchange) {
        String user = exchange.declared().user();
        return user == null ? exchange.request().view().user() : user;
    }

    private static Unresolved unresolved(ErrorKind kind, String message) {
        return new Unresolved(Refusal.of(kind, message));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
