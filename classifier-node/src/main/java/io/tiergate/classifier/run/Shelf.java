package io.tiergate.classifier.run;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The model sets in memory, by name of their place (a directory's name, {@link #BUNDLED}), one of which serves requests that name no digest.
 * Thread-safe; readers take no lock.
 */
public final class Shelf implements AutoCloseable {
    /** The place of the model in the jar. */
    public static final String BUNDLED = "bundled";

    private final String defaultPlace;
    private volatile Content content = new Content(new TreeMap<>(), new TreeMap<>());

    /** An empty shelf; what stands at {@code defaultPlace} will be the default. */
    public Shelf(String defaultPlace) {
        this.defaultPlace = defaultPlace;
    }

    private record Content(SortedMap<String, Generation> generations, SortedMap<String, String> problems) {}

    /** Puts a set at its place; what stood there is unloaded after its last user. */
    public synchronized void put(String place, Generation generation) {
        SortedMap<String, Generation> generations = new TreeMap<>(content.generations);
        Generation before = generations.put(place, generation);
        publish(generations, without(place));
        if (before != null) {
            before.leave();
        }
    }

    /** Takes away what stands at a place, if anything does; it is unloaded after its last user. */
    synchronized void remove(String place) {
        SortedMap<String, Generation> generations = new TreeMap<>(content.generations);
        Generation before = generations.remove(place);
        publish(generations, without(place));
        if (before != null) {
            before.leave();
        }
    }

    /** Says why a place has not what it should; what stood there before stays. */
    synchronized void note(String place, String problem) {
        SortedMap<String, String> problems = without(place);
        problems.put(place, problem);
        publish(content.generations, problems);
    }

    private SortedMap<String, String> without(String place) {
        SortedMap<String, String> problems = new TreeMap<>(content.problems);
        problems.remove(place);
        return problems;
    }

    private void publish(SortedMap<String, Generation> generations, SortedMap<String, String> problems) {
        content = new Content(
                Collections.unmodifiableSortedMap(generations), Collections.unmodifiableSortedMap(problems));
    }

    /**
     * The set of that digest, the default for the empty one, with one more user who must leave it; null where there is none.
     */
    public @Nullable Generation enter(String digest) {
        while (true) {
            Generation found = find(digest);
            // One that is retired between the two lines is no longer in the next content.
            if (found == null || found.enter()) {
                return found;
            }
        }
    }

    private @Nullable Generation find(String digest) {
        SortedMap<String, Generation> generations = content.generations;
        if (digest.isEmpty()) {
            return generations.get(defaultPlace);
        }
        for (Generation generation : generations.values()) {
            if (generation.set().digest().equals(digest)) {
                return generation;
            }
        }
        return null;
    }

    /** Whether requests that name no digest are served by that one. */
    public boolean isDefault(Generation generation) {
        return content.generations.get(defaultPlace) == generation;
    }

    /** What stands here now. */
    public Collection<Generation> generations() {
        return content.generations.values();
    }

    /** Why places have not what they should, by place. */
    public SortedMap<String, String> problems() {
        return content.problems;
    }

    /** Unloads everything, after its last user. */
    @Override
    public synchronized void close() {
        Collection<Generation> all = content.generations.values();
        publish(new TreeMap<>(), content.problems);
        all.forEach(Generation::leave);
    }
}
