package io.tiergate.simulator.recorded;

/** The first 128 bits of the SHA-256 of a prompt's roles and texts. */
public record PromptKey(long high, long low) {
    /** 32 hexadecimal digits. */
    public String hex() {
        return digits(high) + digits(low);
    }

    private static String digits(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
