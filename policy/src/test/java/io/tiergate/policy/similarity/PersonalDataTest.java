package io.tiergate.policy.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "write to jo.doe+news@mail.example.org",
                "jörg@firma.de asked",
                "call +44 20 7946 0958",
                "(555) 123-4567 is busy",
                "555.123.4567",
                "ring 020 7946 0958",
                "07946095812",
                "card 4111 1111 1111 1111 12/27",
                "4111-1111-1111-1111",
                "IBAN DE89 3704 0044 0532 0130 00 please",
                "gb29nwbk60161331926819",
                "SSN 078-05-1120",
                "my account number is 483920",
                "customer K-20481 wants a refund",
                "Kundennummer: 55443",
                "passport X1234567",
                "order 1234567890"
            })
    void personalData_isSeen(String text) {
        assertThat(PersonalData.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "How do I close my account?",
                "What is an IBAN?",
                "follow @tiergate",
                "a@b",
                "mail me at home",
                "on 2024-03-05 at 10:30",
                "am 01.02.2024 um 10 Uhr",
                "1,000,000,000 is a billion",
                "0.25 of 1000",
                "100 200 300 400",
                "the years 1998-2004",
                "192.168.0.1",
                "DE12 is a bus line",
                "a card with 20 pictures",
                "account for 5 users"
            })
    void otherNumbersAndNames_areNone(String text) {
        assertThat(PersonalData.isIn(text)).isFalse();
    }
}
