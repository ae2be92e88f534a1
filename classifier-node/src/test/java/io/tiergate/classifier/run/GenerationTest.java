package io.tiergate.classifier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.classifier.model.Device;
import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.model.ModelFiles;
import io.tiergate.classifier.model.ModelSet;
import io.tiergate.classifier.model.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationTest {
    private static final Batching EIGHT = new Batching(8, 0);

    @TempDir
    private Path directory;

    @Test
    void set_leavesMemoryWithItsLastUser_andTakesNoneAfter() {
        Generation generation = Sets.encoder(directory, EIGHT);
        ModelSet set = generation.set();
        assertThat(generation.enter()).isTrue();
        generation.leave();
        assertThat(set.tokenize("bug", Set.of()).seen()).isEqualTo(3);
        generation.leave();
        Sets.assertUnloaded(set);
        assertThat(generation.enter()).isFalse();
    }

    @Test
    void warmUp_measuresWhatATokenCosts() {
        Generation generation = Sets.encoder(directory, EIGHT);
        assertThat(generation.cost().microsPerToken()).isPositive();
        generation.leave();
    }

    @Test
    void quantisedSet_neverBatches_whateverIsAsked() {
        Generation generation = Generation.warmUp(ModelSet.load(ModelFiles.bundled(), Device.CUDA), EIGHT);
        assertThat(generation.batching()).isEqualTo(Batching.NONE);
        assertThat(generation.set().device()).isEqualTo(Device.CPU);
        generation.leave();
    }

    @Test
    void setThatFailsAtWarmUp_isUnloadedAndNeverServes() throws Exception {
        TestModels.encoder(directory);
        // Its unknown words, among them those of the warm-up, get the id of the word that has no number.
        Path tokenizer = directory.resolve("tokenizer.json");
        TestModels.write(
                directory, "tokenizer.json", Files.readString(tokenizer).replace("\"[UNK]\": 1", "\"[UNK]\": 7"));
        ModelSet set = Sets.load(ModelFiles.in(directory));
        assertThatThrownBy(() -> Generation.warmUp(set, EIGHT))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not a finite number");
        Sets.assertUnloaded(set);
    }
}
