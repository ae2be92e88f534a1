package io.tiergate.dataplane.analyze;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.policy.document.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Analyses that this agent has already, by what was asked; of texts it keeps digests alone. Thread-safe. */
final class Memo {
    /** Some ten megabytes with embeddings as wide as the bundled model's. */
    private static final int MOST = 4_096;

    private final Cache<Key, Analysis> analyses =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /**
     * What was asked.
     *
     * @param text digest of what was sent
     * @param whole whether that was the whole text
     */
    record Key(Digest text, boolean whole, String model, Set<String> heads, boolean embedding) {}

    /** The question's key; null where the policy pins no model, so that the next answer may be another's. */
    static @Nullable Key key(Question question, String sent) {
        return question.model().isEmpty()
                ? null
                : new Key(
                        Digest.of(sent.getBytes(StandardCharsets.UTF_8)),
                        sent.length() == question.text().length(),
                        question.model(),
                        question.heads(),
                        question.embedding());
    }

    @Nullable
    Analysis find(@Nullable Key key) {
        return key == null ? null : analyses.getIfPresent(key);
    }

    void keep(@Nullable Key key, Analysis analysis) {
        if (key != null) {
            analyses.put(key, analysis);
        }
    }
}
