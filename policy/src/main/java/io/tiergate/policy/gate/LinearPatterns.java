package io.tiergate.policy.gate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.SchemaException;
import com.networknt.schema.regex.RegularExpression;

/** Regular expressions of schemas in RE2: no pattern that a caller sends can take more than linear time. */
final class LinearPatterns {
    private static final int MAX_CHARS = 1000;

    private LinearPatterns() {}

    static RegularExpression compile(String regex) {
        if (regex.length() > MAX_CHARS) {
            throw new SchemaException("the pattern is longer than " + MAX_CHARS + " characters");
        }
        try {
            Pattern pattern = Pattern.compile(regex);
            return text -> pattern.matcher(text).find();
        } catch (PatternSyntaxException e) {
            throw new SchemaException("the pattern is not RE2");
        }
    }
}
