package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.text.UnusableSetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads CSV (RFC 4180) with the columns {@code text} and {@code category}. One use. */
final class Csv {
    private final String source;
    private int at;

    private Csv(String source) {
        this.source = source;
    }

    static List<Prompt> prompts(String name, String text) throws UnusableSetException {
        Csv csv = new Csv(text);
        if (!csv.row().equals(List.of("text", "category"))) {
            throw PromptReader.bad(name, "must begin with the line `text,category`");
        }
        List<Prompt> prompts = new ArrayList<>();
        for (int number = 2; csv.at < text.length(); number++) {
            List<String> row = csv.row();
            if (row.size() != 2 || row.get(0).isBlank() || row.get(1).isBlank()) {
                throw PromptReader.bad(name + ": row " + number, "must be a text and a category");
            }
            prompts.add(new Prompt(row.get(0), Map.of(Prompt.TASK, row.get(1)), Prompt.Part.ANY, false));
        }
        return prompts;
    }

    private List<String> row() {
        List<String> cells = new ArrayList<>();
        do {
            cells.add(cell());
        } while (take(','));
        take('\r');
        take('\n');
        return cells;
    }

    private String cell() {
        StringBuilder cell = new StringBuilder();
        if (take('"')) {
            while (at < source.length()) {
                char next = source.charAt(at++);
                if (next == '"' && !take('"')) {
                    break;
                }
                cell.append(next);
            }
        }
        while (at < source.length() && ",\r\n".indexOf(source.charAt(at)) < 0) {
            cell.append(source.charAt(at++));
        }
        return cell.toString();
    }

    private boolean take(char wanted) {
        if (at < source.length() && source.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }
}
