package io.tiergate.policy.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.document.CompileResult;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessCompilerTest {
    private static final String TEXT = Documents.text("access.yaml");

    @Test
    void everyPart_isRead() {
        Access access = Documents.access();
        Tenant acme = Objects.requireNonNull(access.tenant("acme"));
        assertThat(acme.limits()).isEqualTo(new Tenant.Limits(20, 600, 12_500_000));
        assertThat(acme.mayPin("deepseek/deepseek-chat")).isTrue();
        assertThat(acme.mayPin("openai/gpt-4o-mini")).isFalse();
        assertThat(key(access, "abcd2345").roles()).containsExactly(Role.CALLER);
        assertThat(key(access, "ops00001").expires()).isEqualTo(Instant.parse("2027-01-31T00:00:00Z"));
        assertThat(Objects.requireNonNull(access.certificates().get("spiffe://acme/checkout"))
                        .tenant())
                .isEqualTo("acme");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id: ops00001 | id: abcd2345 | 11:11 | two keys | remove one",
                "tenant: acme, hash | tenant: acmee, hash | 10:29 | no tenant `acmee` | did you mean `acme`?",
                "tenant: acme, hash | hash | 10:5 | role `caller` needs a tenant | tenant: NAME",
                "sha256:1111 | tg_secret_1111 | 10:41 | `hash` is not of the right form | write sha256: and 64 hex digits",
                "roles: [operator] | roles: [operater] | 11:110 | not one of | did you mean `operator`?",
                "default_policy: support | default_policy: suport | 4:21 | not one of the tenant's `policies` | did you mean `support`?",
                "2027-01-31 | 2027-02-31 | 11:130 | is no time | 2027-01-31T00:00:00Z",
                "usd_per_day: 12.5 | usd_per_day: 0.0000001 | 7:70 | finer than a millionth | six decimals",
                "concurrent: 20 | concurrent: -1 | 7:27 | less than 1 |"
            })
    void mistakes_areRefused(String from, String to, String place, String message, String suggestion) {
        int at = TEXT.indexOf(from);
        assertThat(at).as("the test document has it").isPositive();
        String changed = TEXT.substring(0, at) + to + TEXT.substring(at + from.length());
        var problem = Documents.problems(AccessCompiler.compile("x", changed)).getFirst();
        assertThat(problem.line() + ":" + problem.column())
                .as(problem.toString())
                .isEqualTo(place);
        assertThat(problem.message()).contains(message).doesNotContain("tg_secret");
        assertThat(problem.suggestion()).contains(Objects.requireNonNullElse(suggestion, ""));
    }

    @Test
    void keys_areMintedAddedExpiredAndRemoved() {
        byte[] random = new byte[PresentedKey.RANDOM_BYTES];
        new Random(1).nextBytes(random);
        PresentedKey minted = PresentedKey.mint(random);
        ApiKey key = new ApiKey(minted.id(), "acme", minted.hash(), Set.of(Role.CALLER), "new: \"one\"", null);

        String added = edited(AccessEdits.addKey("x", TEXT, key)).text();
        Access access = Documents.value(AccessCompiler.compile("x", added));
        assertThat(access.keys())
                .containsOnlyKeys("abcd2345", "ops00001", minted.id())
                .containsEntry(minted.id(), key);
        assertThat(access.tenants()).isEqualTo(Documents.access().tenants());
        PresentedKey shown = PresentedKey.parse(minted.reveal()).orElseThrow();
        assertThat(shown.matches(key(access, shown.id()))).isTrue();
        assertThat(shown.matches(key(access, "abcd2345"))).isFalse();
        assertThat(added + shown).doesNotContain(minted.reveal());

        Instant end = Instant.parse("2026-12-24T18:00:00Z");
        String expired =
                edited(AccessEdits.expireKey("x", added, minted.id(), end)).text();
        assertThat(key(Documents.value(AccessCompiler.compile("x", expired)), minted.id())
                        .expires())
                .isEqualTo(end);
        Access removed =
                edited(AccessEdits.removeKey("x", expired, minted.id())).access();
        assertThat(removed.keys()).containsOnlyKeys("abcd2345", "ops00001");
    }

    @Test
    void editsOfUnknownOrDoubleKeys_areRefused() {
        ApiKey twice = Documents.access().keys().get("abcd2345");
        assertThat(Documents.problems(AccessEdits.addKey("x", TEXT, Objects.requireNonNull(twice)))
                        .toString())
                .contains("two keys");
        assertThat(Documents.problems(AccessEdits.removeKey("x", TEXT, "abcd2346"))
                        .toString())
                .contains("did you mean `abcd2345`?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tg_",
                "sk-abc",
                "tg_abcd2345_",
                "tg_abcd2345_short",
                "tg_ABCD2345_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "tg_abcd2345_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "tg_abcd2345-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatHasNotTheFormOfAKey_isNone(String sent) {
        assertThat(PresentedKey.parse(sent)).isEmpty();
    }

    private static ApiKey key(Access access, String id) {
        return Objects.requireNonNull(access.keys().get(id));
    }

    private static AccessEdits.Edited edited(CompileResult<AccessEdits.Edited> result) {
        return Documents.value(result);
    }
}
