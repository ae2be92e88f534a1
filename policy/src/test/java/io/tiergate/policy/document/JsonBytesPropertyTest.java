package io.tiergate.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** The oracle is Jackson: the same calls give the same bytes. */
class JsonBytesPropertyTest {
    private static final JsonFactory JACKSON = new JsonFactory();

    @Property
    void members_areWrittenAsJacksonWritesThem(
            @ForAll("texts") String name, @ForAll("texts") String text, @ForAll long number, @ForAll boolean flag) {
        JsonBytes json = new JsonBytes(0);
        json.object();
        json.anyName(name);
        json.text(text);
        json.member("n", number);
        json.array("list");
        json.text(text);
        json.number(number);
        json.object();
        json.endObject();
        json.array();
        json.endArray();
        json.endArray();
        json.object("inner");
        json.member("flag", flag);
        json.endObject();
        json.endObject();

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (JsonGenerator jackson = JACKSON.createGenerator(ObjectWriteContext.empty(), expected)) {
            jackson.writeStartObject();
            jackson.writeStringProperty(name, text);
            jackson.writeNumberProperty("n", number);
            jackson.writeArrayPropertyStart("list");
            jackson.writeString(text);
            jackson.writeNumber(number);
            jackson.writeStartObject();
            jackson.writeEndObject();
            jackson.writeStartArray();
            jackson.writeEndArray();
            jackson.writeEndArray();
            jackson.writeObjectPropertyStart("inner");
            jackson.writeBooleanProperty("flag", flag);
            jackson.writeEndObject();
            jackson.writeEndObject();
        }
        assertThat(utf8(json.toBytes())).isEqualTo(utf8(expected.toByteArray()));
        assertThat(json.size()).isEqualTo(expected.size());
    }

    @Example
    void halfOfAPair_isAQuestionMark() {
        for (String text : List.of("a\uD83D", "a\uDE00".repeat(100))) {
            JsonBytes json = new JsonBytes(8);
            json.text(text);
            assertThat(JsonMapper.shared().readTree(json.toBytes()).asString())
                    .isEqualTo(text.replace('\uD83D', '?').replace('\uDE00', '?'));
        }
    }

    @Example
    void rawValue_standsAsItIs() {
        JsonBytes json = new JsonBytes(8);
        json.array();
        json.raw("{ \"ä\": 1 }");
        json.raw("1.50");
        json.endArray();
        assertThat(utf8(json.toBytes())).isEqualTo("[{ \"ä\": 1 },1.50]");
    }

    @Example
    void lineTakenBack_leavesTheLinesBefore() {
        JsonBytes json = new JsonBytes(8);
        json.text("first");
        json.endLine();
        int end = json.size();
        json.object();
        json.member("half", 1);
        json.cut(end);
        json.text("second");
        json.endLine();

        assertThat(utf8(json.toBytes())).isEqualTo("\"first\"\n\"second\"\n");
        assertThat(json.view().remaining()).isEqualTo(json.size());
    }

    /** Short and long; plain, to be escaped, and beyond ASCII and the basic plane. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> plain = Arbitraries.strings().ascii().ofMaxLength(150);
        Arbitrary<String> controls = Arbitraries.strings()
                .withCharRange('\0', '\u001f')
                .withChars("\"\\/a")
                .ofMaxLength(20);
        Arbitrary<String> wide = Arbitraries.of("ä", "中", "😀", "\u007f", "\u2028", "a")
                .list()
                .ofMaxSize(80)
                .map(signs -> String.join("", signs));
        return Arbitraries.oneOf(plain, controls, wide);
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
