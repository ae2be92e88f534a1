package io.tiergate.dataplane.gateway.http;

import io.tiergate.dataplane.model.RoutingInfo;
import io.vertx.core.MultiMap;

/** Says in {@code x-tiergate-*} headers what was done with a request. */
final class ReplyHeaders {
    private ReplyHeaders() {}

    static void write(RoutingInfo routing, MultiMap headers) {
        headers.set("x-tiergate-decision-id", routing.decisionId());
        RoutingInfo.PolicyVersion version = routing.version();
        if (version == null) {
            return;
        }
        headers.set("x-tiergate-policy", version.policy());
        headers.set("x-tiergate-revision", Long.toString(version.revision()));
        headers.set("x-tiergate-digest", version.digest().toString());
        headers.set("x-tiergate-generation", Long.toString(version.generation()));
        headers.set("x-tiergate-arm", version.arm());
        headers.set("x-tiergate-task", routing.task());
        headers.set("x-tiergate-tier", routing.served().tier());
        headers.set("x-tiergate-target", routing.served().target());
        headers.set("x-tiergate-cache", routing.cache().label());
        headers.set("x-tiergate-cost-micros", Long.toString(routing.costMicros()));
        headers.set("x-tiergate-escalations", Integer.toString(routing.escalations()));
        if (routing.served().belowBar()) {
            headers.set("x-tiergate-below-bar", "true");
        }
    }
}
