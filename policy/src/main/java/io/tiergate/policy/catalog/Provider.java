package io.tiergate.policy.catalog;

/**
 * Where models are called.
 *
 * @param name first part of its models' ids
 * @param api which wire protocol it speaks
 * @param baseUrl without trailing slash, for example {@code https://api.openai.com/v1}
 * @param credential reference ({@code env:NAME} or {@code file:PATH}) that the agent resolves; empty: none is sent
 */
public record Provider(String name, Api api, String baseUrl, String credential) {
    /** Wire protocols. */
    public enum Api {
        /** OpenAI chat completions: OpenAI, DeepSeek, Mistral, vLLM, Ollama, LiteLLM and most aggregators. */
        OPENAI,
        /** Anthropic Messages. */
        ANTHROPIC
    }
}
