package io.tiergate.policy.rule;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all CEL in documents has in common: its bounds (length, nesting, nodes, the steps of comprehensions, and the size of regular expressions,
 * which are RE2 and so linear), arithmetic of mixed numbers, and how what is wrong with it is told.
 */
final class CelText {
    private static final int MAX_LENGTH = 2_000;
    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseRecursionDepth(24)
            .maxParseExpressionNodeCount(500)
            .comprehensionMaxIterations(1_000)
            .maxRegexProgramSize(1_000)
            .enableHeterogeneousNumericComparisons(true)
            .enableUnknownTracking(true)
            .build();

    private CelText() {}

    /** A compiler of what is true or false. */
    static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL)
                .addFunctionDeclarations(MixedArithmetic.declarations());
    }

    static CelRuntimeBuilder runtime() {
        return CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addFunctionBindings(MixedArithmetic.bindings());
    }

    /**
     * Says what is wrong, where it is.
     *
     * @param kind what the text is, for people
     * @param names of what is declared
     */
    static void report(CelIssue issue, String kind, Node.Text written, List<String> names, Problems problems) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int column = Math.max(0, issue.getSourceLocation().getColumn());
        String message = firstLine(issue.getMessage());
        String name =
                message.startsWith("undeclared reference") ? undeclared(message, written.value(), line, column) : "";
        Place place = written.placeOf(line, column);
        if (name.isEmpty()) {
            problems.error(place, kind + ": " + message, "correct it here");
        } else {
            problems.error(place, kind + ": `" + name + "` is not known", Nearest.suggestion(name, names, "remove it"));
        }
    }

    /** Says that nothing can be made of the text at all. */
    static void refuse(Exception why, String kind, Node.Text written, Problems problems) {
        problems.error(
                written.place(),
                "this is no " + kind + ": " + firstLine(why.getMessage()),
                "see the " + kind + "'s grammar");
    }

    /** The name that is not declared: as the text has it, with its dots, else as the message quotes it. */
    private static String undeclared(String message, String text, int line, int column) {
        String name = nameAt(text, line, column);
        int from = message.indexOf('\'') + 1;
        int to = message.indexOf('\'', from);
        return name.isEmpty() && from > 0 && to > from ? message.substring(from, to) : name;
    }

    /** The dotted name at that place; empty when there is none. */
    private static String nameAt(String text, int line, int column) {
        String[] lines = text.split("\n", -1);
        if (line > lines.length || column > lines[line - 1].length()) {
            return "";
        }
        String rest = lines[line - 1].substring(column);
        int end = 0;
        while (end < rest.length()
                && (Character.isLetterOrDigit(rest.charAt(end)) || "_.".indexOf(rest.charAt(end)) >= 0)) {
            end++;
        }
        return rest.substring(0, end);
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
