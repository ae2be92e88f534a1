package io.tiergate.cli;

import java.util.function.IntFunction;

/** Labelled pairs of made-up texts, a line each. Politeness makes no difference, another subject does. */
final class PairLines {
    private PairLines() {}

    /** That many of both kinds: a text beside itself with a "please", and beside another. */
    static String of(int each, IntFunction<String> text, IntFunction<String> another) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < each; i++) {
            lines.append(pair(text.apply(i), text.apply(i) + " please", true, "politeness"));
            lines.append(pair(text.apply(i), another.apply(i), false, "topic"));
        }
        return lines.toString();
    }

    static String word(int number) {
        return (char) ('a' + number % 26) + "x" + (char) ('a' + number / 26 % 26) + (char) ('a' + number / 676 % 26);
    }

    static String pair(String a, String b, boolean same, String kind) {
        return "{\"a\": \"" + a + "\", \"b\": \"" + b + "\", \"same\": " + same + ", \"kind\": \"" + kind + "\"}\n";
    }
}
