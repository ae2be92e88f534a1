package io.tiergate.policy.similarity;

import io.tiergate.policy.similarity.Token.Kind;
import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The language of a text, as far as its script and its commonest words tell.
 *
 * @param script of most letters; {@link UnicodeScript#COMMON}: there are none
 * @param name by the commonest words; empty: not told
 */
record Language(UnicodeScript script, String name) {
    static Language of(String text, List<Token> tokens) {
        Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (Character.isLetter(codePoint)) {
                letters.merge(codePoint < 0x80 ? UnicodeScript.LATIN : UnicodeScript.of(codePoint), 1, Integer::sum);
            }
            i += Character.charCount(codePoint);
        }
        return new Language(most(letters, UnicodeScript.COMMON), name(tokens));
    }

    private static String name(List<Token> tokens) {
        Map<String, Integer> words = new TreeMap<>();
        for (Token token : tokens) {
            if (token.is(Kind.WORD)) {
                Vocabulary.languages(token.folded()).forEach(language -> words.merge(language, 1, Integer::sum));
            }
        }
        String most = most(words, "");
        int count = words.getOrDefault(most, 0);
        boolean told = words.values().stream().filter(other -> other == count).count() == 1;
        return told ? most : "";
    }

    private static <K> K most(Map<K, Integer> counts, K none) {
        K most = none;
        int count = 0;
        for (Map.Entry<K, Integer> entry : counts.entrySet()) {
            if (entry.getValue() > count) {
                most = entry.getKey();
                count = entry.getValue();
            }
        }
        return most;
    }

    /** Whether they are told to be different. */
    boolean differsFrom(Language other) {
        boolean scripts =
                script != other.script && script != UnicodeScript.COMMON && other.script != UnicodeScript.COMMON;
        return scripts || (!name.equals(other.name) && !name.isEmpty() && !other.name.isEmpty());
    }
}
