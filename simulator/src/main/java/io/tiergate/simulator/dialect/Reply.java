package io.tiergate.simulator.dialect;

import io.tiergate.simulator.answer.Answer;
import io.tiergate.simulator.bill.Usage;
import org.jspecify.annotations.Nullable;

/**
 * An answer together with what the body says around it.
 *
 * @param id the reply's id
 * @param created seconds since 1970
 * @param model the provider's name of the model
 * @param answer what it says
 * @param stated the usage that the body states, true or not; null for none
 */
public record Reply(
        String id,
        long created,
        String model,
        Answer answer,
        @Nullable Usage stated) {}
