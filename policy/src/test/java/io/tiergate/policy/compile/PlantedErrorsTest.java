package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlantedErrorsTest {
    private static final String EXPECTED = """
            x:1:9: error: `Support` is not of the right form (at /policy); write a name: lower-case letters, digits, `-` and `_`, beginning with a letter
            x:2:12: error: there is no tier `frontear` (at /reference); did you mean `frontier`?
            x:4:40: error: there is no model `openai/gpt-4o-mimi` in the catalog (at /tiers/0/targets/0/model); did you mean `openai/gpt-4o-mini`?
            x:7:23: error: `stratgy` is not known here (at /tasks/chat/stratgy); did you mean `strategy`?
            x:10:15: error: `concensus` is not one of `cascade`, `consensus`, `fixed`, `hybrid`, `route` (at /tasks/triage/strategy); did you mean `consensus`?
            x:11:75: error: check `labels` needs the labels (at /tasks/extraction/gate/0); add `answer: { kind: label, labels: [...] }`, or remove the check
            x:15:12: error: condition: `input_token` is not known (at /rules/0/when); did you mean `input_tokens`?
            x:17:21: error: `20 seconds` is not of the right form (at /budget/deadline); write a duration such as 500ms, 20s, 5m, 24h or 7d
            x:17:43: error: `attempts` is less than 1 (at /budget/attempts); write 1 or more
            x:18:17: error: `exact` is a text, not true or false (at /cache/exact); Whether equal requests are answered from the cache
            x:19:1: error: `shadow` is not supported by this version yet (at /shadow); remove it
            """;

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    @Test
    void everyMistake_isReportedOnce_atItsPlace() {
        assertThat(report()).isEqualTo(EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG", "ar-SA-u-nu-arab", "de-DE"})
    void reportsAndDigests_areTheSameInEveryLocale(String tag) {
        var digest = Documents.policy().digest();
        var epoch = Documents.policy().cacheEpoch();
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(report()).isEqualTo(EXPECTED);
        assertThat(Documents.policy().digest()).isEqualTo(digest);
        assertThat(Documents.policy().cacheEpoch()).isEqualTo(epoch);
        assertThat(Documents.access().keys()).containsKey("abcd2345");
    }

    private static String report() {
        StringBuilder report = new StringBuilder();
        Documents.problems(
                        PolicyCompiler.compile("x", Documents.text("ten-mistakes.yaml"), Shelf.of(Documents.catalog())))
                .forEach(problem -> report.append(problem).append('\n'));
        return report.toString();
    }
}
