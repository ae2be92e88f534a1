package io.tiergate.laboratory.traffic;

/**
 * What somebody said of an answer.
 *
 * @param decision whose answer
 * @param score 0 (wrong) to 1 (right)
 * @param source who judged, in the caller's words
 * @param author name of the key or certificate that sent it
 * @param timeMillis when, since 1970
 */
public record Judgement(String decision, double score, String source, String author, long timeMillis) {}
