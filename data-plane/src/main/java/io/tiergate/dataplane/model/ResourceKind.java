package io.tiergate.dataplane.model;

import io.tiergate.v1.Resource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two things that an agent runs. They arrive, are activated and are kept independently of each other. */
public enum ResourceKind {
    /** Policies with their arms, the catalog, and what they pin. */
    ROUTING(Resource.RESOURCE_ROUTING),
    /** Tenants, keys, limits. */
    ACCESS(Resource.RESOURCE_ACCESS);

    private final Resource wire;

    ResourceKind(Resource wire) {
        this.wire = wire;
    }

    /** Lower-case name, as messages and files use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its name on the wire. */
    public Resource wire() {
        return wire;
    }

    /** The kind of that name on the wire, or null. */
    public static @Nullable ResourceKind of(Resource wire) {
        for (ResourceKind kind : values()) {
            if (kind.wire == wire) {
                return kind;
            }
        }
        return null;
    }
}
