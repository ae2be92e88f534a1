package io.tiergate.controlplane.store;

import io.micronaut.core.annotation.Introspected;
import io.tiergate.controlplane.snapshot.ResourceKind;
import java.util.Locale;

/** The highest generation of one fleet and resource in table {@code activation}. */
@Introspected
record HeadRow(String fleet, String resource, long generation) {
    Head head() {
        return new Head(fleet, ResourceKind.valueOf(resource.toUpperCase(Locale.ROOT)), generation);
    }
}
