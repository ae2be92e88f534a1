package io.tiergate.controlplane.snapshot;

import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one agent has refused of one resource, with its reasons; the newest are kept. Immutable. Forgotten when the agent accepts other
 * content or comes back with another build, for then the answer may be another.
 */
public final class Rejections {
    /** An agent that has refused nothing. */
    public static final Rejections NONE = new Rejections(new LinkedHashMap<>());

    private static final int MAX_KEPT = 32;

    private final Map<Digest, List<Problem>> problemsByDigest;

    private Rejections(Map<Digest, List<Problem>> problemsByDigest) {
        this.problemsByDigest = Collections.unmodifiableMap(problemsByDigest);
    }

    /** These and one more. */
    public Rejections with(Digest digest, List<Problem> problems) {
        LinkedHashMap<Digest, List<Problem>> more = new LinkedHashMap<>(problemsByDigest);
        more.remove(digest);
        more.put(digest, List.copyOf(problems));
        Iterator<Digest> oldest = more.keySet().iterator();
        while (more.size() > MAX_KEPT) {
            oldest.next();
            oldest.remove();
        }
        return new Rejections(more);
    }

    /** Whether that content was refused. */
    public boolean contains(Digest digest) {
        return problemsByDigest.containsKey(digest);
    }

    /** Why that content was refused; null if it was not. */
    public @Nullable List<Problem> problems(Digest digest) {
        return problemsByDigest.get(digest);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rejections that && problemsByDigest.equals(that.problemsByDigest);
    }

    @Override
    public int hashCode() {
        return problemsByDigest.hashCode();
    }

    @Override
    public String toString() {
        return "Rejections" + problemsByDigest.keySet();
    }
}
