package io.tiergate.laboratory.similarity;

/**
 * Two texts, and whether they are the same: of questions, whether an answer to one answers the other; of answers to one question, whether they say the
 * same.
 *
 * @param same what somebody judged
 * @param kind in what they differ, for tables: {@code number}, {@code negation}, ...; empty: not said
 */
public record TextPair(String a, String b, boolean same, String kind) {}
