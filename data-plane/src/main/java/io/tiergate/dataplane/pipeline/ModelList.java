package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.Identification;
import io.tiergate.policy.access.Tenant;
import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.transport.PresentedCredential;
import java.util.Set;
import java.util.TreeSet;

/** What a caller may name as {@code model}: {@code auto}, its policies, their tasks, and the models that it may pin. */
final class ModelList {
    private ModelList() {}

    static Pipeline.Models of(Admission admission, Snapshot snapshot, PresentedCredential credential) {
        if (snapshot.access() == null || snapshot.routing() == null) {
            return refused(ErrorKind.NOT_READY, "this agent has nothing to route by yet");
        }
        Access access = snapshot.access().content();
        Routing routing = snapshot.routing().content();
        return switch (admission.identify(access, credential)) {
            case Identification.Unknown unknown -> refused(ErrorKind.UNAUTHENTICATED, unknown.why());
            case Identification.Known known -> {
                Tenant tenant = access.tenant(known.principal().tenant());
                yield tenant == null
                        ? refused(ErrorKind.FORBIDDEN, "this credential belongs to no tenant")
                        : new Pipeline.Models.Listed(ids(tenant, routing));
            }
        };
    }

    private static Pipeline.Models refused(ErrorKind kind, String message) {
        return new Pipeline.Models.Refused(Refusal.of(kind, message));
    }

    private static Set<String> ids(Tenant tenant, Routing routing) {
        Set<String> ids = new TreeSet<>();
        if (!tenant.defaultPolicy().isEmpty()) {
            ids.add("auto");
        }
        for (ActivePolicy policy : routing.policies().values()) {
            if (tenant.mayUse(policy.name())) {
                ids.add(policy.name());
                policy.baseline().policy().tasks().keySet().forEach(task -> ids.add(policy.name() + "/" + task));
            }
        }
        routing.catalog().models().keySet().stream().filter(tenant::mayPin).forEach(ids::add);
        return ids;
    }
}
