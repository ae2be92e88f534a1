package io.tiergate.policy.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    private static Comparison compared(String one, String other) {
        return Comparison.of(one, other, 0.9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "NUMBERS ~ How much is 15% of 80? ~ How much is 25% of 80?",
                "NUMBERS ~ What is new in Java 17? ~ What changed in Java 21?",
                "NUMBERS ~ a recipe for two people ~ a recipe for four people",
                "UNITS ~ How far is it in miles? ~ What is the distance in kilometres?",
                "UNITS ~ What do I pay per month? ~ What do I pay per year?",
                "UNITS ~ It costs $50 ~ It costs €50",
                "DATES ~ Are you open on Sunday? ~ Are you open on Monday?",
                "DATES ~ What is due today? ~ What is due tomorrow?",
                "DATES ~ figures for Q2 ~ figures for Q3",
                "NAMES ~ What's the weather in Paris? ~ How is the weather in London?",
                "NAMES ~ Who is the CEO of IBM? ~ Who runs SAP?",
                "IDENTIFIERS ~ What does user_id mean? ~ What does order_id mean?",
                "IDENTIFIERS ~ Why do I get `Access denied`? ~ Why do I get `No such file`?",
                "NEGATION ~ Which foods contain gluten? ~ Which foods don't contain gluten?",
                "NEGATION ~ Is it safe with alcohol? ~ Is it safe without alcohol?",
                "OPPOSITES ~ How do I enable dark mode? ~ How do I disable dark mode?",
                "OPPOSITES ~ Is it legal to park here? ~ Is it illegal to park here?",
                "OPPOSITES ~ what happens before checkout ~ what happens after checkout",
                "RIVALS ~ Translate this to french ~ Translate this to german",
                "RIVALS ~ sort a list in python ~ sort a list in javascript",
                "DIRECTION ~ flights from Rome to Oslo ~ flights from Oslo to Rome",
                "DIRECTION ~ convert miles to kilometres ~ convert kilometres to miles",
                "ORDER ~ does a dog chase a cat ~ does a cat chase a dog",
                "QUESTION ~ When was the treaty signed? ~ Where was the treaty signed?",
                "QUESTION ~ How many people work there? ~ How long do people work there?",
                "LANGUAGE ~ How do I reset my password? ~ Wie setze ich mein Passwort zurück?",
                "LANGUAGE ~ How do I reset my password? ~ パスワードをリセットするには",
                "ADDED ~ opening hours of the library ~ opening hours of the library on public holidays",
                "REPLACED ~ How do I peel a mango? ~ How do I peel a papaya?",
            })
    void difference_isSeen(Sign sign, String one, String other) {
        assertThat(compared(one, other).value(sign)).isPositive();
        assertThat(compared(one, one).value(sign)).isZero();
        assertThat(compared(other, other).value(sign)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "NUMBERS ~ How much is 1,000 metres? ~ How much is one thousand metres?",
                "NUMBERS ~ twenty-five apples ~ 25 apples",
                "NUMBERS ~ a budget of 5k ~ a budget of 5000",
                "NUMBERS ~ the 3rd act ~ the third act",
                "NUMBERS ~ 1.50 euros ~ 1.5 euros",
                "NUMBERS ~ in one week ~ in 1 week",
                "UNITS ~ 5 km ~ 5 kilometers",
                "UNITS ~ 20% off ~ 20 percent off",
                "UNITS ~ 30min ~ 30 minutes",
                "DATES ~ on 3 March ~ on Mar 3",
                "DATES ~ May I come in? ~ Can I come in?",
                "NAMES ~ weather in Paris ~ weather in paris",
                "NEGATION ~ Why isn't it working? ~ Why does it not work?",
                "DIRECTION ~ a train from Rome to Oslo ~ a train to Oslo from Rome",
                "DIRECTION ~ is A2 before B2 ~ is B2 after A2",
                "QUESTION ~ How do I cancel? ~ What is the way to cancel?",
                "LANGUAGE ~ reset password ~ How do I reset my password?",
                "ADDED ~ Could you please tell me how to cancel? ~ How do I cancel?",
            })
    void sameThingInOtherWords_isNoDifference(Sign sign, String one, String other) {
        assertThat(compared(one, other).value(sign)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "NUMBERS ~ How much is 15% of 80? ~ What's 25% of 80, please?",
                "NUMBERS ~ 5 + 5 ~ 6 + 6",
                "UNITS ~ Convert 5 miles ~ Convert 5 pounds",
                "DATES ~ Are you open on Sunday? ~ Are you open on Monday?",
                "WORDLESS ~ 🙂🙂 ~ 🙁",
                "WORDLESS ~ hello ~ `  `",
                "PERSONAL_DATA ~ Is jo@example.org subscribed? ~ Is he subscribed?",
            })
    void veto_holds(Veto veto, String one, String other) {
        assertThat(compared(one, other).veto()).isEqualTo(veto);
        assertThat(compared(other, one).veto()).isEqualTo(veto);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "How do I cancel my plan? ~ What is the way to end my plan?",
                "a 2 hour hike near Bern ~ what hike near Bern takes 120 minutes and is easy",
                "What is 5 km in miles? ~ how many miles is 5 kilometers",
            })
    void otherwiseDifferentTexts_areLeftToTheWeights(String one, String other) {
        assertThat(compared(one, other).veto()).isNull();
    }

    @Test
    void longText_isNotRead() {
        String most = "a".repeat(Comparison.MOST_CHARS);
        assertThat(compared(most, most).veto()).isNull();
        assertThat(compared(most, most + "a").veto()).isEqualTo(Veto.LONG);
    }

    @Test
    void cosine_isTakenAsItIs_andCountsMoreAboveNineTenths() {
        assertThat(Comparison.of("a", "b", 0.95).value(Sign.COSINE)).isEqualTo(0.95);
        assertThat(Comparison.of("a", "b", 0.95).value(Sign.CLOSE)).isBetween(0.499, 0.501);
        assertThat(Comparison.of("a", "b", 0.85).value(Sign.CLOSE)).isZero();
        assertThat(Comparison.of("a", "b", Double.NaN).value(Sign.COSINE)).isZero();
        assertThat(Comparison.of("a", "b", 7).value(Sign.COSINE)).isEqualTo(1);
    }
}
