package io.tiergate.policy.similarity;

import java.util.Set;

/** The words by which an answer says yes, no, only if, or that it does not know. Lists, as {@link Vocabulary} is. */
final class AnswerWords {
    private static final Set<String> YES =
            WordLists.set("yes yep yeah correct true right certainly absolutely definitely indeed ja oui sí sim si");

    private static final Set<String> NO =
            WordLists.set("no nope nein incorrect false wrong unfortunately hardly forbidden prohibited impossible");

    /** Words of conditions and exceptions. */
    private static final Set<String> LIMITS = WordLists.set("unless except excepting excepted exception exceptions");

    private static final Set<String> CONCLUSIONS = WordLists.set(
            "therefore thus hence so overall conclusion conclude concludes altogether consequently summary short answer result");

    private static final Set<String> UNKNOWN =
            WordLists.set("unknown unclear unspecified unsure undetermined undecided depends inconclusive");

    /** After a negation: it is not known. As stems. */
    private static final Set<String> KNOWING = WordLists.stems(
            "say tell mention mentioned specify specified given know known determine certain sure information");

    private AnswerWords() {}

    /** Whether an answer that begins so says yes. */
    static boolean isYes(String word) {
        return YES.contains(word);
    }

    /** Whether an answer that begins so says no. */
    static boolean isNo(String word) {
        return NO.contains(word);
    }

    /** Whether what it stands beside holds under a condition, or with an exception. */
    static boolean isLimit(String word) {
        return LIMITS.contains(word);
    }

    static boolean isConclusion(String word) {
        return CONCLUSIONS.contains(word);
    }

    static boolean isUnknown(String word) {
        return UNKNOWN.contains(word);
    }

    /** Whether who does not do that does not know. */
    static boolean isKnowing(String stem) {
        return KNOWING.contains(stem);
    }
}
