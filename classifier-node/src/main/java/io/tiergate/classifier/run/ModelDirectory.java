package io.tiergate.classifier.run;

import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.model.ModelFiles;
import io.tiergate.classifier.model.ModelSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory whose directories are model sets: one that comes is loaded, one that changes is loaded again, one that goes is unloaded. One
 * that cannot be loaded is told once and tried again when it changes; what was loaded from it before serves on. Move a set here in one step
 * ({@code mv} on one file system), so that it is never read half written. Not thread-safe.
 */
public final class ModelDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDirectory.class);
    private static final int SET_DEPTH = 2;

    private final Path directory;
    private final Shelf shelf;
    private final Function<ModelFiles, ModelSet> loader;
    private final Batching batching;
    private Map<String, String> seen = new HashMap<>();

    /**
     * A directory of which nothing is loaded yet.
     *
     * @param loader loads a set
     * @param batching of sets that batch
     */
    public ModelDirectory(Path directory, Shelf shelf, Function<ModelFiles, ModelSet> loader, Batching batching) {
        this.directory = directory;
        this.shelf = shelf;
        this.loader = loader;
        this.batching = batching;
    }

    /**
     * Brings the shelf in line with the directory.
     *
     * @throws ModelException if the directory itself cannot be read
     */
    public void scan() {
        Map<String, String> now = fingerprints();
        for (String place : seen.keySet()) {
            if (!now.containsKey(place)) {
                shelf.remove(place);
                LOG.info("{} is gone: its model is unloaded after its last user", directory.resolve(place));
            }
        }
        now.forEach((place, fingerprint) -> {
            if (!fingerprint.equals(seen.get(place))) {
                load(place);
            }
        });
        seen = now;
    }

    private void load(String place) {
        if (place.equals(Shelf.BUNDLED)) {
            refuse(place, "that name is the model in the jar; give the directory another one");
            return;
        }
        Path set = directory.resolve(place);
        try {
            Generation generation = Generation.warmUp(loader.apply(ModelFiles.in(set)), batching);
            shelf.put(place, generation);
            LOG.info(
                    "{} serves: model {}, {}, on {}",
                    set,
                    generation.set().name(),
                    generation.set().digest(),
                    generation.set().device());
        } catch (ModelException e) {
            refuse(place, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // Whatever one set does, the others are loaded, and looked at again.
            LOG.error("{} cannot be loaded", set, e);
            refuse(place, "loading it failed: " + e + "; the log has more");
        }
    }

    private void refuse(String place, String problem) {
        shelf.note(place, problem);
        LOG.warn("{} is not loaded: {}", directory.resolve(place), problem);
    }

    /** By place: names, sizes and times of the files. */
    private Map<String, String> fingerprints() {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                String name = String.valueOf(entry.getFileName());
                if (!name.startsWith(".")) {
                    found.put(name, fingerprint(entry));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw ModelFiles.unlistable(directory, e);
        }
        return found;
    }

    /** Where a set cannot be read it says so, and loading it says more. */
    private static String fingerprint(Path set) {
        try {
            return filesOf(set);
        } catch (IOException | UncheckedIOException e) {
            return "unreadable: " + e.getMessage();
        }
    }

    private static String filesOf(Path set) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(set, SET_DEPTH)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            text.append(set.relativize(file))
                    .append(' ')
                    .append(attributes.size())
                    .append(' ')
                    .append(attributes.lastModifiedTime())
                    .append('\n');
        }
        return text.toString();
    }
}
