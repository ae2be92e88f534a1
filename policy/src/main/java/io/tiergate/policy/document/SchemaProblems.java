package io.tiergate.policy.document;

import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The JSON Schema library's errors in our words, each at its place. Our schemas carry words of their own: {@code x-later}, names or
 * values that a later version will know, each with what to do until then; {@code x-form}, what a pattern asks for in plain words; and
 * {@code x-secret}, whose values are never repeated.
 */
final class SchemaProblems {
    private final JsonNode schema;
    private final Node.Mapping root;
    private final Problems problems;
    private final List<Place> broken = new ArrayList<>();
    private final Set<String> typeErrors = new LinkedHashSet<>();

    SchemaProblems(JsonNode schema, Node.Mapping root, Problems problems) {
        this.schema = schema;
        this.root = root;
        this.problems = problems;
    }

    void add(Error error) {
        String path = error.getInstanceLocation().toString();
        if (problems.isBroken(path)) {
            return;
        }
        Pointer.Hit hit = Pointer.find(root, path);
        Found found = new Found(hit.node(), hit.place());
        String keyword = error.getKeyword();
        String location = error.getSchemaLocation().getFragment().toString();
        JsonNode owner = schema.at(location.substring(0, Math.max(0, location.lastIndexOf('/'))));
        switch (keyword) {
            case "additionalProperties", "unevaluatedProperties" -> unknownName(found, error.getProperty(), owner);
            case "required" -> missing(found, error.getProperty(), owner);
            default -> wrongValue(found, keyword, owner);
        }
    }

    /** Marks the broken parts; not before the end, so that several problems of one mapping are all said. */
    void finish() {
        broken.forEach(problems::markBroken);
    }

    private void unknownName(Found found, @Nullable String name, JsonNode owner) {
        if (name == null || !(found.node instanceof Node.Mapping mapping)) {
            return;
        }
        Node.Member member = mapping.members().get(name);
        Place place = member == null ? found.place : member.name();
        String later = later(owner, name);
        if (later != null) {
            problems.error(place, "`" + name + "` is not supported by this version yet", later);
        } else {
            Collection<String> known = owner.path("properties").propertyNames();
            problems.error(place, "`" + name + "` is not known here", Nearest.suggestion(name, known, "remove it"));
        }
    }

    private void missing(Found found, @Nullable String name, JsonNode owner) {
        String what = firstSentence(
                owner.path("properties").path(String.valueOf(name)).path("description"));
        problems.error(found.place, "`" + name + "` is missing", "add it" + (what.isEmpty() ? "" : ": " + what));
    }

    private void wrongValue(Found found, String keyword, JsonNode owner) {
        if (keyword.equals("type")) {
            typeErrors.add(found.place.path());
        } else if (typeErrors.contains(found.place.path())) {
            return;
        }
        broken.add(found.place);
        String form = owner.path("x-form").asString("");
        switch (keyword) {
            case "type" ->
                problems.error(
                        found.place,
                        found.label() + " is " + found.node.description() + ", not " + typeName(owner),
                        remedy(form, owner));
            case "enum", "const" -> wrongChoice(found, owner);
            case "pattern" ->
                problems.error(found.place, shown(found, owner) + " is not of the right form", remedy(form, owner));
            case "propertyNames" ->
                problems.error(
                        found.place, "a name in " + found.label() + " is not of the right form", remedy(form, owner));
            default -> problems.error(found.place, found.label() + " " + bound(keyword, owner), within(keyword, owner));
        }
    }

    private void wrongChoice(Found found, JsonNode owner) {
        List<String> values = new ArrayList<>();
        (owner.has("const") ? List.of(owner.get("const")) : owner.path("enum"))
                .forEach(value -> values.add(value.asString("")));
        String written = found.node instanceof Node.Text text ? text.value() : "";
        String later = later(owner, written);
        if (later != null) {
            problems.error(found.place, "`" + written + "` is not supported by this version yet", later);
            return;
        }
        String nearest = Nearest.to(written, values);
        problems.error(
                found.place,
                shown(found, owner) + " is not one of " + Nearest.list(values),
                nearest == null ? "use one of these" : "did you mean `" + nearest + "`?");
    }

    private static String shown(Found found, JsonNode owner) {
        return owner.path("x-secret").asBoolean(false) ? found.label() : found.quoted();
    }

    private static @Nullable String later(JsonNode owner, String name) {
        JsonNode remedy = owner.path("x-later").path(name);
        return remedy.isString() ? remedy.asString() : null;
    }

    private static String bound(String keyword, JsonNode owner) {
        String limit = owner.path(keyword).asString("");
        return switch (keyword) {
            case "minimum" -> "is less than " + limit;
            case "maximum" -> "is more than " + limit;
            case "exclusiveMinimum" -> "is not more than " + limit;
            case "exclusiveMaximum" -> "is not less than " + limit;
            case "minItems" -> "has fewer than " + limit + " entries";
            case "maxItems" -> "has more than " + limit + " entries";
            case "minProperties" -> "is empty";
            case "maxProperties" -> "has more than " + limit + " entries";
            case "minLength" -> limit.equals("1") ? "is empty" : "is shorter than " + limit + " characters";
            case "maxLength" -> "is longer than " + limit + " characters";
            case "uniqueItems" -> "has an entry twice";
            default -> "does not meet `" + keyword + "`";
        };
    }

    private static String within(String keyword, JsonNode owner) {
        String limit = owner.path(keyword).asString("");
        return switch (keyword) {
            case "minimum" -> "write " + limit + " or more";
            case "maximum" -> "write " + limit + " or less";
            case "exclusiveMinimum" -> "write more than " + limit;
            case "exclusiveMaximum" -> "write less than " + limit;
            case "minItems", "minProperties", "minLength" -> "add to it";
            case "maxItems", "maxProperties", "maxLength" -> "shorten it";
            case "uniqueItems" -> "remove one of the two";
            default -> firstSentence(owner.path("description"));
        };
    }

    private static String typeName(JsonNode owner) {
        List<String> names = new ArrayList<>();
        JsonNode type = owner.path("type");
        (type.isArray() ? type : List.of(type))
                .forEach(name -> names.add(
                        switch (name.asString("")) {
                            case "object" -> "a mapping";
                            case "array" -> "a list";
                            case "string" -> "a text";
                            case "integer" -> "a whole number";
                            case "number" -> "a number";
                            case "boolean" -> "true or false";
                            default -> "nothing";
                        }));
        return String.join(" or ", names);
    }

    private static String remedy(String form, JsonNode owner) {
        return form.isEmpty() ? firstSentence(owner.path("description")) : "write " + form;
    }

    private static String firstSentence(JsonNode description) {
        String text = description.asString("");
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text : text.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** A part of the document that an error is about. */
    private record Found(Node node, Place place) {
        private static final int LONGEST_QUOTE = 60;

        String label() {
            String path = place.path();
            return path.isEmpty()
                    ? "the document"
                    : "`"
                            + path.substring(path.lastIndexOf('/') + 1)
                                    .replace("~1", "/")
                                    .replace("~0", "~") + "`";
        }

        String quoted() {
            return switch (node) {
                case Node.Text text when text.value().length() <= LONGEST_QUOTE -> "`" + text.value() + "`";
                case Node.Numeral number -> "`" + number.value() + "`";
                case Node other -> label();
            };
        }
    }
}
