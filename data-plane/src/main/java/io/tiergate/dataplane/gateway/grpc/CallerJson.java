package io.tiergate.dataplane.gateway.grpc;

import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** JSON that a caller wrote into a field as text: it is taken as it stands, byte by byte, once it is known to be JSON. */
final class CallerJson {
    /** Nesting is bounded where the request is read. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100_000).build())
            .build();

    private CallerJson() {}

    /**
     * One value, without what stands around it.
     *
     * @param place of the text in the request
     * @throws BadRequestException if it is none, or more than one
     */
    static String value(String text, String place) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new BadRequestException(place + " is empty: write JSON");
            }
            String value = value(parser, text);
            requireEnd(parser, place);
            return value;
        } catch (JacksonException e) {
            throw notJson(place, e);
        }
    }

    /**
     * Tells each member of an object, by name and value, as it is read.
     *
     * @param place of the text in the request
     * @param typed names that it must not have
     * @throws BadRequestException if it is no object, has such a name, or has more after it
     */
    static void members(String text, String place, Set<String> typed, BiConsumer<String, String> member) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequestException(place + " must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (typed.contains(name)) {
                    throw new BadRequestException(
                            place + " has '" + name + "', which has a field of its own: use that");
                }
                parser.nextToken();
                member.accept(name, value(parser, text));
            }
            requireEnd(parser, place);
        } catch (JacksonException e) {
            throw notJson(place, e);
        }
    }

    private static String value(JsonParser parser, String text) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return text.substring(start, (int) parser.currentLocation().getCharOffset());
    }

    private static void requireEnd(JsonParser parser, String place) {
        if (parser.nextToken() != null) {
            throw new BadRequestException(place + " has more after its JSON: write one value");
        }
    }

    /** Where the text is wrong, without a word of it: it may be a prompt, and refusals are recorded. */
    private static BadRequestException notJson(String place, JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return new BadRequestException(place + " is nested too deep, or has a name or number that is too long");
        }
        var at = e.getLocation();
        return new BadRequestException(place + " is not JSON"
                + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
    }
}
