package io.tiergate.policy.similarity;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words for how much and when: units, numbers, dates. Lists, as {@link Vocabulary} is. */
final class Quantities {
    private static final Map<String, String> UNITS = WordLists.names("""
            km kilometer kilometers kilometre kilometres kms
            mi mile miles
            metre m meter meters metres
            cm centimeter centimeters centimetre centimetres
            mm millimeter millimeters millimetre millimetres
            foot ft feet foot
            inch inches
            yard yards yd
            kg kilo kilos kilogram kilograms kgs
            gram g grams
            mg milligram milligrams
            pound lb lbs pounds
            ounce oz ounces
            stone st stones
            tonne tonnes ton tons
            litre l liter liters litres
            ml milliliter milliliters millilitre millilitres
            gallon gallons
            pint pints
            cup cups
            tablespoon tablespoons tbsp
            teaspoon teaspoons tsp
            celsius °c centigrade
            fahrenheit °f
            kelvin
            degree degrees °
            percent % percentage
            usd $ dollar dollars bucks
            eur € euro euros
            gbp £ sterling quid
            yen ¥ jpy
            inr ₹ rupee rupees
            chf franc francs
            cent cents
            ms millisecond milliseconds
            sec seconds secs s
            minute minutes min mins
            hour hours hr hrs h
            day days
            week weeks
            month months
            year years yr yrs
            decade decades
            century centuries
            byte bytes
            kb kilobyte kilobytes kib
            mb megabyte megabytes mib
            gb gigabyte gigabytes gib gigs
            tb terabyte terabytes tib
            mbps
            mph
            kmh kph
            kwh
            watt watts w
            kw kilowatt kilowatts
            volt volts v
            amp amps
            hz hertz
            mhz
            ghz
            kcal calorie calories
            kj joule joules
            acre acres
            hectare hectares
            """);

    /** After a number, or joined to it, only. */
    private static final Set<String> SHORT_UNITS =
            WordLists.set("m g l s h w v mi st min in lb ft oz ml mm cm km kg mg kb mb gb tb ms hz kw");

    private static final Set<String> ORDINAL_ENDS = WordLists.set("st nd rd th");

    private static final Map<String, String> DATES = WordLists.names("""
            january jan
            february feb
            march mar
            april apr
            may
            june jun
            july jul
            august aug
            september sep sept
            october oct
            november nov
            december dec
            monday mondays
            tuesday tuesdays
            wednesday wednesdays
            thursday thursdays
            friday fridays
            saturday saturdays
            sunday sundays
            today
            tomorrow
            yesterday
            evening tonight evenings
            morning mornings
            afternoon afternoons
            noon midday
            midnight
            night nights
            weekend weekends
            q1
            q2
            q3
            q4
            """);

    /** Which of the days, weeks or seasons that follow them. */
    private static final Set<String> RELATIVE = WordLists.set("last this next previous coming past");

    private static final Set<String> SEASONS = WordLists.set("spring summer autumn fall winter");

    /** Words too: only as names, or beside a number, they are months. */
    private static final Set<String> DOUBTFUL_DATES = WordLists.set("may march mar");

    private static final Map<String, Integer> NUMBERS = WordLists.numbers("""
            zero=0 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15
            sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90
            third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 twice=2 thrice=3 double=2 triple=3 dozen=12
            """);

    private static final Map<String, Integer> SCALES =
            WordLists.numbers("hundred=2 thousand=3 k=3 million=6 mio=6 bn=9 billion=9 trillion=12");

    private Quantities() {}

    /** The unit's one name; null: none. A short one counts after a number only. */
    static @Nullable String unit(String word, boolean afterNumber) {
        return !afterNumber && SHORT_UNITS.contains(word) ? null : UNITS.get(word);
    }

    /** Whether letters may follow digits without a blank, and the digits are still a number. */
    static boolean isAttachable(String letters) {
        return UNITS.containsKey(letters)
                || SCALES.containsKey(letters)
                || ORDINAL_ENDS.contains(letters)
                || letters.equals("am")
                || letters.equals("pm");
    }

    static boolean isOrdinalEnd(String word) {
        return ORDINAL_ENDS.contains(word);
    }

    /** The date word's one name; null: none. */
    static @Nullable String date(String word, boolean surely) {
        return !surely && DOUBTFUL_DATES.contains(word) ? null : DATES.get(word);
    }

    /** Whether a word says which of the days, weeks or seasons is meant, where one follows. */
    static boolean isRelative(String word) {
        return RELATIVE.contains(word);
    }

    static boolean isSeason(String word) {
        return SEASONS.contains(word);
    }

    /** The number that a word says; null: none. */
    static @Nullable Integer number(String word) {
        return NUMBERS.get(word);
    }

    /** The power of ten that a word after a number says; null: none. */
    static @Nullable Integer scale(String word) {
        return SCALES.get(word);
    }
}
