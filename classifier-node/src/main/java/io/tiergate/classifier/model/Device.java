package io.tiergate.classifier.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a model runs on. */
public enum Device {
    CPU,
    CUDA;

    private static final Logger LOG = LoggerFactory.getLogger(Device.class);

    /** What an operator may ask for. */
    public enum Wish {
        /** The GPU where there is one that works. */
        AUTO,
        CPU,
        /** The GPU, or no start. */
        CUDA
    }

    /**
     * What there is for that wish; says in one line what it is.
     *
     * @throws ModelException if a GPU must be there and is not
     */
    public static Device choose(Wish wish) {
        if (wish == Wish.CPU) {
            return CPU;
        }
        String missing = whatIsMissing();
        if (missing.isEmpty()) {
            LOG.info("models of full precision run on the GPU");
            return CUDA;
        }
        if (wish == Wish.CUDA) {
            throw new ModelException("no GPU can be used: " + missing + "; or say --device auto to run on the CPU");
        }
        LOG.info("models run on the CPU: {}", missing);
        return CPU;
    }

    private static String whatIsMissing() {
        if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
            return "this build has no CUDA; build it with -Pgpu for a GPU";
        }
        var _ = OrtEnvironment.getEnvironment(); // CUDA starts in it alone
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.addCUDA(0);
            return "";
        } catch (OrtException e) {
            return "CUDA does not start (" + firstLine(e) + "); check the driver, CUDA and cuDNN";
        }
    }

    private static String firstLine(OrtException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
    }

    void prepare(OrtSession.SessionOptions options) throws OrtException {
        if (this == CUDA) {
            options.addCUDA(0);
            return;
        }
        // Texts run beside each other, each on a thread of its own; a thread that spins takes the core of another.
        options.setIntraOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
