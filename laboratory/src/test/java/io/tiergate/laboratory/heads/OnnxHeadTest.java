package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tiergate.laboratory.text.UnusableSetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OnnxHeadTest {
    @Test
    void file_givesTheLogitsThatWereLearned() throws OrtException, UnusableSetException {
        List<Prompt> prompts = new ArrayList<>(Texts.of("a", 60));
        prompts.addAll(Texts.of("b", 60));
        prompts.addAll(Texts.of("c", 60));
        Softmax learned =
                HeadTrainer.train(Texts.embedded(prompts), Prompt.TASK, 1).softmax();
        float[][] inputs = Texts.embed(List.of("a one", "b two", "zzz")).toArray(new float[0][]);

        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(OnnxHead.encode(learned, Texts.WIDTH, 3));
                OnnxTensor tensor = OnnxTensor.createTensor(environment, inputs);
                OrtSession.Result result = session.run(Map.of("embedding", tensor))) {
            float[][] logits = (float[][]) result.get(0).getValue();
            for (int i = 0; i < inputs.length; i++) {
                double[] expected = learned.logits(inputs[i]);
                for (int k = 0; k < expected.length; k++) {
                    assertThat((double) logits[i][k]).isCloseTo(expected[k], within(1e-4));
                }
            }
        }
    }
}
