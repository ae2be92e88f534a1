package io.tiergate.policy.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider whose address is public knowledge.
 *
 * @param name as LiteLLM calls it
 * @param api as catalogs write it
 * @param baseUrl from the provider's own documentation
 * @param credential the customary environment variable
 */
record KnownProvider(String name, String api, String baseUrl, String credential) {
    private static final List<KnownProvider> ALL = List.of(
            new KnownProvider("openai", "openai", "https://api.openai.com/v1", "env:OPENAI_API_KEY"),
            new KnownProvider("anthropic", "anthropic", "https://api.anthropic.com/v1", "env:ANTHROPIC_API_KEY"),
            new KnownProvider("deepseek", "openai", "https://api.deepseek.com/v1", "env:DEEPSEEK_API_KEY"),
            new KnownProvider("mistral", "openai", "https://api.mistral.ai/v1", "env:MISTRAL_API_KEY"),
            new KnownProvider(
                    "gemini",
                    "openai",
                    "https://generativelanguage.googleapis.com/v1beta/openai",
                    "env:GEMINI_API_KEY"),
            new KnownProvider("groq", "openai", "https://api.groq.com/openai/v1", "env:GROQ_API_KEY"),
            new KnownProvider("openrouter", "openai", "https://openrouter.ai/api/v1", "env:OPENROUTER_API_KEY"),
            new KnownProvider("xai", "openai", "https://api.x.ai/v1", "env:XAI_API_KEY"));

    /** The provider of that name, or null. */
    static @Nullable KnownProvider named(String name) {
        return ALL.stream()
                .filter(provider -> provider.name.equals(name))
                .findFirst()
                .orElse(null);
    }
}
