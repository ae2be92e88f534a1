package io.tiergate.classifier.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.classifier.model.Device;
import io.tiergate.classifier.model.ModelFiles;
import io.tiergate.classifier.model.ModelSet;
import io.tiergate.classifier.model.TestModels;
import java.nio.file.Path;
import java.util.Set;

/** Small sets at work. */
final class Sets {
    private Sets() {}

    static ModelSet load(ModelFiles files) {
        return ModelSet.load(files, Device.CPU);
    }

    /** The encoder with the head {@code kind}, which batches so. */
    static Generation encoder(Path directory, Batching batching) {
        return Generation.warmUp(load(ModelFiles.in(TestModels.encoder(directory, "kind"))), batching);
    }

    static void assertUnloaded(ModelSet set) {
        assertThatThrownBy(() -> set.tokenize("x", Set.of())).isInstanceOf(IllegalStateException.class);
    }
}
