package io.tiergate.cli.document;

import io.tiergate.cli.terminal.Figures;
import io.tiergate.v1.RoutingState;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which stored documents a fleet's routing names, and with what share. */
final class ActiveArms {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int ALL = 10_000;

    private ActiveArms() {}

    /** {@code active}, {@code pinned} or {@code NAME SHARE}, by {@code sha256:HEX}. Empty where nothing is active, or the manifest cannot be read. */
    static Map<String, String> of(RoutingState routing) {
        Map<String, String> arms = new LinkedHashMap<>();
        if (routing.getManifest().isEmpty()) {
            return arms;
        }
        try {
            JsonNode manifest = MAPPER.readTree(routing.getManifest().toByteArray());
            arms.put(manifest.at("/catalog/digest").asString(""), "active");
            for (JsonNode estimates : manifest.path("estimates")) {
                arms.put(estimates.path("digest").asString(""), "pinned");
            }
            for (JsonNode policy : manifest.path("policies")) {
                for (JsonNode arm : policy.path("arms")) {
                    int share = arm.path("basis_points").asInt(0);
                    arms.put(
                            arm.path("digest").asString(""),
                            share == ALL ? "active" : arm.path("name").asString("") + " " + Figures.share(share));
                }
            }
            return arms;
        } catch (JacksonException e) {
            return Map.of();
        }
    }
}
