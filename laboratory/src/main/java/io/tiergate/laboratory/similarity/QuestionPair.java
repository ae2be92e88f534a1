package io.tiergate.laboratory.similarity;

/**
 * Two questions, and whether an answer to one answers the other.
 *
 * @param same what somebody judged
 * @param kind in what they differ, for tables: {@code number}, {@code negation}, ...; empty: not said
 */
public record QuestionPair(String a, String b, boolean same, String kind) {}
