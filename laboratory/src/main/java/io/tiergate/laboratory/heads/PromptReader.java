package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.heads.Prompt.Part;
import io.tiergate.laboratory.text.TextFile;
import io.tiergate.laboratory.text.UnusableSetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads labelled prompts: JSON lines ({@code text}, {@code task}, {@code domain}, {@code part}, {@code unseen}), the JSON file of CLINC150
 * or a CSV file of BANKING77, whose intents count as tasks.
 */
public final class PromptReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WRITTEN = "written-prompts.jsonl";

    private PromptReader() {}

    /** The prompts that were written for the heads that ship; nobody sent them. */
    public static List<Prompt> written() {
        try (InputStream in = PromptReader.class.getResourceAsStream(WRITTEN)) {
            if (in == null) {
                throw new IllegalStateException(WRITTEN + " is not in the jar");
            }
            return lines(WRITTEN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | UnusableSetException e) {
            throw new IllegalStateException("the written prompts in the jar are broken", e);
        }
    }

    /**
     * Reads a file.
     *
     * @param part of all its prompts, where the file itself says none
     * @throws IOException if it cannot be read
     * @throws UnusableSetException if a line is not as it should be
     */
    public static List<Prompt> read(Path file, Part part) throws IOException, UnusableSetException {
        String text = TextFile.read(file);
        String name = String.valueOf(file.getFileName());
        List<Prompt> prompts = name.endsWith(".csv")
                ? Csv.prompts(name, text)
                : name.endsWith(".json") ? clinc(name, text) : lines(name, text);
        return part == Part.ANY
                ? prompts
                : prompts.stream()
                        .map(one -> one.part() == Part.ANY ? in(part, one) : one)
                        .toList();
    }

    private static Prompt in(Part part, Prompt prompt) {
        return new Prompt(prompt.text(), prompt.labels(), part, prompt.unseen(), prompt.group());
    }

    private static List<Prompt> lines(String name, String text) throws UnusableSetException {
        List<Prompt> prompts = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                prompts.add(prompt(name + ":" + number, tree(name + ":" + number, line)));
            }
        }
        return prompts;
    }

    private static JsonNode tree(String place, String json) throws UnusableSetException {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw bad(place, "is not JSON: " + e.getOriginalMessage());
        }
    }

    private static Prompt prompt(String place, JsonNode line) throws UnusableSetException {
        Map<String, String> labels = new HashMap<>();
        for (String head : List.of(Prompt.TASK, Prompt.DOMAIN)) {
            JsonNode label = line.path(head);
            if (label.isString() && !label.stringValue().isBlank()) {
                labels.put(head, label.stringValue());
            } else if (!label.isMissingNode() && !label.isNull()) {
                throw bad(place, head + " must be a text that is not empty");
            }
        }
        boolean unseen = line.path("unseen").asBoolean(false);
        if (labels.isEmpty() != unseen) {
            throw bad(place, unseen ? "is unseen and has a label" : "has neither task nor domain, and is not unseen");
        }
        return new Prompt(
                text(place, line.path("text")),
                labels,
                part(place, line.path("part")),
                unseen,
                line.path("group").asString(""));
    }

    private static String text(String place, JsonNode text) throws UnusableSetException {
        if (!text.isString() || text.stringValue().isBlank()) {
            throw bad(place, "text must be a text that is not empty");
        }
        return text.stringValue();
    }

    private static Part part(String place, JsonNode part) throws UnusableSetException {
        if (part.isMissingNode()) {
            return Part.ANY;
        }
        return switch (part.asString("").toLowerCase(Locale.ROOT)) {
            case "learn" -> Part.LEARN;
            case "held_out" -> Part.HELD_OUT;
            case "test" -> Part.TEST;
            default -> throw bad(place, "part must be learn, held_out or test");
        };
    }

    private static List<Prompt> clinc(String name, String text) throws UnusableSetException {
        JsonNode file = tree(name, text);
        List<Prompt> prompts = new ArrayList<>();
        pairs(name, file, "train", Part.LEARN, false, prompts);
        pairs(name, file, "val", Part.HELD_OUT, false, prompts);
        pairs(name, file, "test", Part.TEST, false, prompts);
        pairs(name, file, "oos_test", Part.TEST, true, prompts);
        return prompts;
    }

    private static void pairs(String name, JsonNode file, String field, Part part, boolean unseen, List<Prompt> into)
            throws UnusableSetException {
        JsonNode pairs = file.path(field);
        if (!pairs.isArray()) {
            throw bad(
                    name, "has no list `" + field + "`; a .json file is read as CLINC150's, JSON lines end in .jsonl");
        }
        for (int i = 0; i < pairs.size(); i++) {
            String place = name + ": " + field + "." + i;
            String text = text(place, pairs.path(i).path(0));
            String label = text(place, pairs.path(i).path(1));
            into.add(new Prompt(text, unseen ? Map.of() : Map.of(Prompt.TASK, label), part, unseen));
        }
    }

    static UnusableSetException bad(String place, @Nullable String what) {
        return new UnusableSetException(place + " " + what, "mend it (docs/laboratory.md shows the form)");
    }
}
