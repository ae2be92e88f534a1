package io.tiergate.systemtests;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The OpenAI SDK for Python, as PyPI has it, in a virtual environment. */
class OpenAiPythonIT extends SdkContract {
    @Override
    JsonNode observe(String baseUrl, String key, String limitedKey, Workload.Prompt prompt) {
        Toolchain python = Toolchain.in("python", "observe.py", "requirements.txt");
        python.need("python3", "-c", "import sys; sys.exit('needs Python 3.10' if sys.version_info < (3, 10) else 0)");
        Path environment = python.folder().resolve("environment");
        python.need("python3", "-m", "venv", environment.toString());
        Path bin = environment.resolve("bin").resolve("python");
        python.install(
                bin.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt");
        return python.observe(List.of(
                bin.toString(),
                python.folder().resolve("observe.py").toString(),
                baseUrl,
                key,
                limitedKey,
                prompt.messages().toString()));
    }
}
