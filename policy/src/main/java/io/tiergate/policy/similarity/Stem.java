package io.tiergate.policy.similarity;

/**
 * What is left of an English word without its commonest endings, so that "changing", "changed" and "change" are one, and in one of its spellings, so
 * that "colour" and "color", "centre" and "center", "realise" and "realize" are.
 */
final class Stem {
    private Stem() {}

    /** Of a word in lower case. */
    static String of(String word) {
        String stem = spelling(singular(unpossessed(word)));
        if (stem.length() > 5 && stem.endsWith("ing")) {
            stem = undoubled(stem.substring(0, stem.length() - 3));
        } else if (stem.length() > 4 && stem.endsWith("ed")) {
            stem = undoubled(stem.substring(0, stem.length() - 2));
        }
        stem = stem.length() > 3 && stem.endsWith("e") ? stem.substring(0, stem.length() - 1) : stem;
        return stem.length() > 5 && stem.endsWith("is") ? stem.substring(0, stem.length() - 1) + "z" : stem;
    }

    /** Without a possessive ending. */
    static String unpossessed(String word) {
        return word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
    }

    private static String spelling(String word) {
        int length = word.length();
        if (length > 4 && word.endsWith("our")) {
            return word.substring(0, length - 3) + "or";
        }
        return length > 4 && word.endsWith("tre") ? word.substring(0, length - 2) + "er" : word;
    }

    private static String singular(String word) {
        int length = word.length();
        if (length > 4 && word.endsWith("ies")) {
            return word.substring(0, length - 3) + "y";
        }
        if (length > 4
                && (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches") || word.endsWith("shes"))) {
            return word.substring(0, length - 2);
        }
        boolean plural = length > 3 && word.endsWith("s") && "sui".indexOf(word.charAt(length - 2)) < 0;
        return plural ? word.substring(0, length - 1) : word;
    }

    private static String undoubled(String stem) {
        int last = stem.length() - 1;
        boolean doubled =
                last > 2 && stem.charAt(last) == stem.charAt(last - 1) && "lsz".indexOf(stem.charAt(last)) < 0;
        return doubled ? stem.substring(0, last) : stem;
    }
}
