package io.tiergate.laboratory.traffic;

/**
 * Labels that teach no prior, or move nothing that is said of answers, by reason; a label that there are two reasons for is counted under both.
 *
 * @param group of estimates; empty: none of the policy's
 * @param model whose answers were labelled
 * @param why in a few words
 * @param labels how many
 */
public record LeftOut(String group, String model, String why, int labels) {}
