package io.tiergate.policy.similarity;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one answer says, as far as the verifier can tell: what any text says, and what is affirmed, denied, held back and concluded. Not changed once it is made. */
final class AnswerReading {
    /** So many words after a negation tell what is denied. */
    private static final int REACH = 4;

    final Reading reading;
    /** What matters and is not denied. */
    final Set<String> affirmed = new HashSet<>();

    final Set<String> denied = new HashSet<>();
    /** What matters in the sentence that concludes, else in the last; a capital by itself, as choices have, does there. */
    final Set<String> concluded = new LinkedHashSet<>();

    /** Whether a sentence says that it concludes. */
    boolean concludes;

    /** By how it begins; 1: yes, -1: no, 0: neither. */
    final int verdict;
    /** Whether it says no in so many words. */
    final boolean refuses;
    /** Whether it says that it does not know. */
    final boolean unsure;
    /** Whether it holds under a condition, or with an exception. */
    final boolean limited;

    AnswerReading(String text) {
        reading = new Reading(Markup.without(text));
        readDenials();
        readConclusion();
        verdict = readVerdict();
        Token begin = reading.tokens.isEmpty() ? null : reading.tokens.getFirst();
        refuses = begin != null && AnswerWords.isNo(begin.folded());
        unsure = isUnsure();
        limited = isLimited();
    }

    /** Whether that is affirmed, denied or concluded: a choice called "A" is concluded alone, as the word matters nowhere else. */
    boolean says(String matter) {
        return affirmed.contains(matter) || denied.contains(matter) || concluded.contains(matter);
    }

    private void readDenials() {
        List<Token> tokens = reading.tokens;
        boolean[] negated = new boolean[tokens.size()];
        for (int i = 0; i < negated.length; i++) {
            if (isDenial(i)) {
                int next = nextThatMatters(i);
                if (next >= 0) {
                    negated[next] = true;
                }
            }
        }
        for (int i = 0; i < negated.length; i++) {
            String matter = reading.matter(i);
            if (matter != null) {
                (negated[i] ? denied : affirmed).add(matter);
            }
        }
    }

    /** Whether what follows is denied: "no" at the beginning answers the question, and denies nothing after it. */
    private boolean isDenial(int index) {
        String word = reading.tokens.get(index).folded();
        return Vocabulary.isDenial(word) && (index > 0 || !word.equals("no"));
    }

    /** In the same sentence, within reach; -1: nothing does. */
    private int nextThatMatters(int negation) {
        List<Token> tokens = reading.tokens;
        int last = Math.min(tokens.size() - 1, negation + REACH);
        for (int i = negation + 1; i <= last && !tokens.get(i).first(); i++) {
            if (reading.matter(i) != null) {
                return i;
            }
        }
        return -1;
    }

    private void readConclusion() {
        List<Token> tokens = reading.tokens;
        Set<String> sentence = new LinkedHashSet<>();
        boolean here = false;
        for (int i = 0; i <= tokens.size(); i++) {
            if (i == tokens.size() || tokens.get(i).first()) {
                if (!sentence.isEmpty() && (here || !concludes)) {
                    concluded.clear();
                    concluded.addAll(sentence);
                }
                // "The answer is:" concludes with what follows.
                concludes |= here && !sentence.isEmpty();
                here &= sentence.isEmpty();
                sentence.clear();
            }
            if (i < tokens.size()) {
                Token token = tokens.get(i);
                here |= AnswerWords.isConclusion(token.folded());
                String matter = reading.matter(i);
                if (token.written().length() == 1 && token.isCapital() && i + 1 == sentenceEnd(i)) {
                    sentence.add(token.folded());
                } else if (matter != null && !AnswerWords.isConclusion(token.folded())) {
                    sentence.add(matter);
                }
            }
        }
    }

    /** Index after the last token of that token's sentence. */
    private int sentenceEnd(int index) {
        int end = index + 1;
        while (end < reading.tokens.size() && !reading.tokens.get(end).first()) {
            end++;
        }
        return end;
    }

    /** By its first word, or a negation in its first sentence. */
    private int readVerdict() {
        List<Token> tokens = reading.tokens;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (i > 0 && token.first()) {
                return 0;
            }
            if (i == 0 && AnswerWords.isYes(token.folded())) {
                return 1;
            }
            if (Vocabulary.isDenial(token.folded()) || AnswerWords.isNo(token.folded())) {
                return -1;
            }
        }
        return 0;
    }

    private boolean isLimited() {
        List<Token> tokens = reading.tokens;
        for (int i = 0; i < tokens.size(); i++) {
            String word = tokens.get(i).folded();
            boolean butNot = i + 1 < tokens.size()
                    && word.equals("but")
                    && tokens.get(i + 1).folded().equals("not");
            if (butNot || AnswerWords.isLimit(word)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUnsure() {
        List<Token> tokens = reading.tokens;
        for (int i = 0; i < tokens.size(); i++) {
            if (AnswerWords.isUnknown(tokens.get(i).folded()) || (isDenial(i) && isKnowing(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether what is denied there is to know or to say something. */
    private boolean isKnowing(int negation) {
        List<Token> tokens = reading.tokens;
        int last = Math.min(tokens.size() - 1, negation + REACH);
        for (int i = negation + 1; i <= last && !tokens.get(i).first(); i++) {
            if (AnswerWords.isKnowing(Stem.of(tokens.get(i).folded()))) {
                return true;
            }
        }
        return false;
    }
}
