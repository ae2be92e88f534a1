package io.tiergate.dataplane.call.http;

/**
 * Makes texts of providers fit for records: short, on one line, without anything that looks like a key. A provider's error may well
 * repeat the key that it was sent.
 */
public final class ErrorText {
    static final int MAX_CHARS = 200;
    private static final String REDACTED = "[redacted]";
    private static final int MAX_SCANNED_CHARS = 4_096;
    private static final String[] KEY_PREFIXES = {
        "sk-", "pk-", "rk-", "sk_", "pk_", "key-", "xai-", "gsk_", "hf_", "r8_", "ghp_", "AIza", "AKIA", "eyJ", "pplx-",
        "nvapi-"
    };
    private static final int MIN_SECRET_CHARS = 4;
    private static final int MIN_MIXED_CHARS = 16;
    private static final int MIN_PLAIN_CHARS = 28;

    private ErrorText() {}

    /** The text, cleaned. */
    public static String clean(String text) {
        return clean(text, "");
    }

    /** The text, cleaned of {@code secret} too. */
    static String clean(String text, String secret) {
        String known = text.length() > MAX_SCANNED_CHARS ? text.substring(0, MAX_SCANNED_CHARS) : text;
        if (secret.length() >= MIN_SECRET_CHARS) {
            known = known.replace(secret, REDACTED);
        }
        StringBuilder out = new StringBuilder(Math.min(known.length(), MAX_CHARS + 64));
        boolean afterBearer = false;
        int at = 0;
        while (at < known.length() && out.length() <= MAX_CHARS) {
            int end = wordEnd(known, at);
            if (end == at) {
                char c = known.charAt(at++);
                out.append(Character.isISOControl(c) ? ' ' : c);
                afterBearer &= c == ' ' || c == ':';
            } else {
                boolean hide = afterBearer || looksLikeKey(known, at, end);
                out.append(hide ? REDACTED : known.substring(at, end));
                afterBearer = known.regionMatches(true, at, "bearer", 0, end - at) && end - at == 6;
                at = end;
            }
        }
        return shortened(out);
    }

    private static String shortened(StringBuilder text) {
        if (text.length() <= MAX_CHARS) {
            return text.toString();
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 2)) ? MAX_CHARS - 2 : MAX_CHARS - 1;
        return text.substring(0, end) + "…";
    }

    private static int wordEnd(String text, int start) {
        int end = start;
        while (end < text.length() && isWordChar(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isWordChar(char c) {
        return isAlphanumeric(c) || c == '-' || c == '_' || c == '*' || c == '.';
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean looksLikeKey(String text, int start, int end) {
        for (String prefix : KEY_PREFIXES) {
            if (end - start > prefix.length() + 3 && text.startsWith(prefix, start)) {
                return true;
            }
        }
        int run = 0;
        boolean digit = false;
        boolean letter = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c)) {
                run = 0;
                digit = false;
                letter = false;
                continue;
            }
            run++;
            digit |= isDigit(c);
            letter |= !isDigit(c);
            if (run >= MIN_PLAIN_CHARS || (run >= MIN_MIXED_CHARS && digit && letter)) {
                return true;
            }
        }
        return false;
    }
}
