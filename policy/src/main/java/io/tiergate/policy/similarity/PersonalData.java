package io.tiergate.policy.similarity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whether a text names a person's address or number: mail, phone, payment card (Luhn), IBAN (mod 97), social security number, any number of
 * nine digits or more, and a shorter one after a word such as "account". It errs on the side of yes. Linear in the text.
 */
public final class PersonalData {
    private static final int LEAST_DIGITS = 9;
    private static final int LEAST_DIGITS_OF_ACCOUNT = 5;
    private static final int WORDS_TO_NUMBER = 4;
    private static final Set<String> ACCOUNTS = Set.of(
            "account",
            "acct",
            "konto",
            "kontonummer",
            "kundennummer",
            "iban",
            "passport",
            "ssn",
            "customer",
            "member",
            "membership",
            "patient",
            "licence",
            "license",
            "card",
            "routing",
            "compte",
            "cuenta");

    private PersonalData() {}

    /** Whether the text has any. */
    public static boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '@' && isMail(text, i)) {
                return true;
            }
            if (isLetter(c) && startsWord(text, i) && isIban(text, i)) {
                return true;
            }
        }
        return hasNumber(text) || hasAccount(text);
    }

    private static boolean isMail(String text, int at) {
        if (at == 0 || !isMailChar(text.charAt(at - 1))) {
            return false;
        }
        int label = at + 1;
        int end = label;
        boolean point = false;
        while (end < text.length()
                && (isAlphanumeric(text.charAt(end)) || text.charAt(end) == '-' || text.charAt(end) == '.')) {
            if (text.charAt(end) == '.') {
                point |= end > label
                        && end + 2 < text.length()
                        && isLetter(text.charAt(end + 1))
                        && isLetter(text.charAt(end + 2));
                label = end + 1;
            }
            end++;
        }
        return point;
    }

    private static boolean isMailChar(char c) {
        return isAlphanumeric(c) || "._%+-".indexOf(c) >= 0 || Character.isLetter(c);
    }

    private static boolean isIban(String text, int start) {
        StringBuilder body = new StringBuilder();
        for (int i = start; i < text.length() && body.length() < 34; i++) {
            char c = text.charAt(i);
            boolean blank = c == ' ' && i + 1 < text.length() && isAlphanumeric(text.charAt(i + 1));
            if (!isAlphanumeric(c) && !blank) {
                break;
            }
            int length = body.length();
            boolean letter = isLetter(c);
            if (length < 4 && (length < 2 ? !letter : !isDigit(c))) {
                return false; // two letters and two digits, with no blank between them
            }
            if (blank) {
                if (isChecked(body)) {
                    return true;
                }
            } else {
                body.append(c);
            }
        }
        return isChecked(body);
    }

    private static boolean isChecked(StringBuilder iban) {
        if (iban.length() < 15) {
            return false;
        }
        int rest = 0;
        for (int i = 0; i < iban.length(); i++) {
            int value = Character.digit(iban.charAt((i + 4) % iban.length()), 36);
            rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
        }
        return rest == 1;
    }

    private static boolean hasNumber(String text) {
        int at = 0;
        while (at < text.length()) {
            if (!isDigit(text.charAt(at))) {
                at++;
                continue;
            }
            List<String> groups = new ArrayList<>();
            boolean plus = at > 0 && text.charAt(at - 1) == '+';
            at = groups(text, at, groups);
            if (isNumber(groups, plus)) {
                return true;
            }
        }
        return false;
    }

    /** Digits with a blank, point, dash, slash or bracket, or two of these, between them; gives the index after them. */
    private static int groups(String text, int start, List<String> groups) {
        int at = start;
        while (true) {
            int end = at;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            groups.add(text.substring(at, end));
            int next = end;
            while (next < text.length() && next - end < 2 && " .-/()".indexOf(text.charAt(next)) >= 0) {
                next++;
            }
            if (next == end || next >= text.length() || !isDigit(text.charAt(next))) {
                return end;
            }
            at = next;
        }
    }

    private static boolean isNumber(List<String> groups, boolean plus) {
        for (int from = 0; from < groups.size(); from++) {
            StringBuilder digits = new StringBuilder();
            for (int to = from; to < groups.size() && digits.length() < 19; to++) {
                digits.append(groups.get(to));
                if (isNumber(groups.subList(from, to + 1), digits, plus && from == 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isNumber(List<String> groups, StringBuilder digits, boolean plus) {
        int count = digits.length();
        int last = groups.size() - 1;
        boolean single = last == 0 && count >= LEAST_DIGITS;
        boolean international = plus && count >= 8 && count <= 15;
        boolean national = last >= 1
                && groups.getFirst().length() > 1
                && digits.charAt(0) == '0'
                && count >= LEAST_DIGITS
                && count <= 12
                && !isDate(groups);
        boolean american = last >= 2 && hasLengths(groups.subList(last - 2, last + 1), 3, 3, 4);
        boolean social = last == 2 && hasLengths(groups, 3, 2, 4);
        return single
                || international
                || national
                || american
                || social
                || (count >= 13 && count <= 19 && isLuhn(digits));
    }

    /** 01.02.2024 10 */
    private static boolean isDate(List<String> groups) {
        return groups.size() >= 3
                && groups.get(0).length() == 2
                && groups.get(1).length() == 2;
    }

    private static boolean hasLengths(List<String> groups, int... lengths) {
        for (int i = 0; i < lengths.length; i++) {
            if (groups.get(i).length() != lengths[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLuhn(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    private static boolean hasAccount(String text) {
        int left = 0;
        int at = 0;
        while (at < text.length()) {
            if (!Character.isLetterOrDigit(text.charAt(at))) {
                at++;
                continue;
            }
            int end = at;
            int digits = 0;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '-')) {
                digits += isDigit(text.charAt(end)) ? 1 : 0;
                end++;
            }
            if (left > 0 && digits >= LEAST_DIGITS_OF_ACCOUNT) {
                return true;
            }
            left = ACCOUNTS.contains(text.substring(at, end).toLowerCase(Locale.ROOT)) ? WORDS_TO_NUMBER : left - 1;
            at = end;
        }
        return false;
    }

    private static boolean startsWord(String text, int index) {
        return index == 0 || !Character.isLetterOrDigit(text.charAt(index - 1));
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || isLetter(c);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
