package io.tiergate.systemtests;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The OpenAI SDK for Node, as npm has it. */
class OpenAiNodeIT extends SdkContract {
    @Override
    JsonNode observe(String baseUrl, String key, String limitedKey, Workload.Prompt prompt) {
        Toolchain node = Toolchain.in("node", "observe.mjs", "package.json", "package-lock.json");
        node.need("node", "--version");
        node.need("npm", "--version");
        node.install("npm", "ci", "--no-audit", "--no-fund");
        Path program = node.folder().resolve("observe.mjs");
        return node.observe(List.of(
                "node",
                program.toString(),
                baseUrl,
                key,
                limitedKey,
                prompt.messages().toString()));
    }
}
