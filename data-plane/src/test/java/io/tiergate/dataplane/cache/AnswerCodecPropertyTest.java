package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class AnswerCodecPropertyTest {
    @Property(tries = 200)
    void whatIsEncoded_isDecoded(@ForAll("answers") CachedAnswer cached) {
        CachedAnswer back = AnswerCodec.decode(AnswerCodec.encode(cached));

        assertThat(back).usingRecursiveComparison().isEqualTo(cached);
    }

    @Property(tries = 200)
    void garbage_isNoAnswer(@ForAll byte[] bytes) {
        assertThat(AnswerCodec.decode(bytes)).isNull();
        byte[] versioned = bytes.clone();
        if (versioned.length > 0) {
            versioned[0] = 2;
        }
        AnswerCodec.decode(versioned); // whatever it says, it does not throw
    }

    @Property(tries = 200)
    void truncated_isNoAnswer(@ForAll("answers") CachedAnswer cached, @ForAll @IntRange(max = 10_000) int length) {
        byte[] bytes = AnswerCodec.encode(cached);

        assertThat(AnswerCodec.decode(Arrays.copyOf(bytes, length % bytes.length)))
                .isNull();
    }

    @Property(tries = 200)
    void oneByteChanged_neverThrows(
            @ForAll("answers") CachedAnswer cached, @ForAll @IntRange(max = 10_000) int at, @ForAll byte value) {
        byte[] bytes = AnswerCodec.encode(cached);
        bytes[at % bytes.length] = value;

        AnswerCodec.decode(bytes);
    }

    @Example
    void moreBytesThanTheAnswer_isNoAnswer() {
        byte[] bytes = AnswerCodec.encode(Samples.cached("four", 1, 2));

        assertThat(AnswerCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
    }

    @Example
    void otherVersion_isNoAnswer() {
        byte[] bytes = AnswerCodec.encode(Samples.cached("four", 1, 2));
        bytes[0] = 1;

        assertThat(AnswerCodec.decode(bytes)).isNull();
    }

    @Provide
    Arbitrary<CachedAnswer> answers() {
        return Combinators.combine(answer(), origin(), labels(), Arbitraries.longs(), Arbitraries.longs())
                .as((answer, origin, labels, stored, expires) ->
                        new CachedAnswer(answer, origin, new CachedAnswer.Validity(stored, expires), labels));
    }

    private static Arbitrary<Answer> answer() {
        Arbitrary<byte[]> body = Arbitraries.bytes().array(byte[].class).ofMaxSize(2_000);
        Arbitrary<Long> tokens = Arbitraries.longs().greaterOrEqual(0);
        Arbitrary<TokenUsage> usage =
                Combinators.combine(tokens, tokens, tokens, tokens, tokens).as(TokenUsage::new);
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        return Combinators.combine(body, text(), text(), text(), text(), flag, usage, flag)
                .as(Answer::new);
    }

    private static Arbitrary<CachedAnswer.Origin> origin() {
        Arbitrary<Digest> digest =
                Arbitraries.bytes().array(byte[].class).ofSize(32).map(Digest::fromBytes);
        return Combinators.combine(text(), text(), text(), digest).as(CachedAnswer.Origin::new);
    }

    private static Arbitrary<CachedAnswer.Labels> labels() {
        Arbitrary<Map<String, String>> tags = Arbitraries.maps(text(), text()).ofMaxSize(4);
        return Combinators.combine(text(), text(), text().injectNull(0.3), tags).as(CachedAnswer.Labels::new);
    }

    /** Text as JSON gives it: any character, but no half of a surrogate pair. */
    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .withChars("aZ0 \"\\\n\u0000\u00e9\u4e2d\uffff")
                .ofMaxLength(40)
                .map(text -> text + (text.length() % 3 == 0 ? "\ud83d\ude00" : ""));
    }
}
