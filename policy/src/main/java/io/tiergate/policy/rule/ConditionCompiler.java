package io.tiergate.policy.rule;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles conditions: CEL over the declared {@link Variable variables} and the function {@code window(TIER)}, the smallest context window of
 * a tier's targets. Numbers of different types compare. Bounded: length, nesting, nodes, the steps of comprehensions, and the size of
 * regular expressions, which are RE2 and so linear. Immutable once made.
 */
public final class ConditionCompiler {
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

    private static final List<String> NAMES =
            Arrays.stream(Variable.values()).map(Variable::label).toList();

    private final ImmutableMap<String, Long> windows;
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    /**
     * For the conditions of one policy.
     *
     * @param windows by tier name, the smallest context window of its targets, in tokens
     */
    public ConditionCompiler(Map<String, Long> windows) {
        ImmutableMap<String, Long> tokens = ImmutableMap.copyOf(windows);
        this.windows = tokens;
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setResultType(SimpleType.BOOL)
                .addFunctionDeclarations(MixedArithmetic.declarations())
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        "window", CelOverloadDecl.newGlobalOverload("window_tier", SimpleType.INT, SimpleType.STRING)));
        for (Variable variable : Variable.values()) {
            builder.addVar(variable.label(), variable.type());
        }
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .addFunctionBindings(MixedArithmetic.bindings())
                .addFunctionBindings(
                        CelFunctionBinding.from("window_tier", String.class, tier -> tokens.getOrDefault(tier, 0L)))
                .build();
    }

    /** The condition, or null and every problem, each placed inside {@code written} where its layout allows. */
    public @Nullable Condition compile(Node.Text written, Problems problems) {
        try {
            CelValidationResult result = compiler.compile(written.value());
            if (result.hasError()) {
                result.getErrors().forEach(issue -> report(issue, written, problems));
                return null;
            }
            CelAbstractSyntaxTree ast = result.getAst();
            return windowsExist(ast, written, problems)
                    ? new CelCondition(written.value(), runtime.createProgram(ast))
                    : null;
        } catch (CelValidationException | CelEvaluationException e) {
            problems.error(
                    written.place(),
                    "this is no condition: " + firstLine(e.getMessage()),
                    "see the condition's grammar");
            return null;
        }
    }

    private boolean windowsExist(CelAbstractSyntaxTree ast, Node.Text written, Problems problems) {
        List<CelExpr> calls = new ArrayList<>();
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL
                        && expr.call().function().equals("window"))
                .forEach(calls::add);
        boolean exist = true;
        for (CelExpr call : calls) {
            exist &= windowExists(call.call().args().getFirst(), ast, written, problems);
        }
        return exist;
    }

    private boolean windowExists(CelExpr argument, CelAbstractSyntaxTree ast, Node.Text written, Problems problems) {
        Place place = ast.getSource()
                .getOffsetLocation(ast.getSource().getPositionsMap().getOrDefault(argument.id(), 0))
                .map(location -> written.placeOf(location.getLine(), location.getColumn()))
                .orElse(written.place());
        if (argument.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || argument.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            problems.error(place, "`window` takes the name of a tier in quotes", "write for example window(\"small\")");
            return false;
        }
        String tier = argument.constant().stringValue();
        if (windows.containsKey(tier)) {
            return true;
        }
        problems.error(
                place, "there is no tier `" + tier + "`", Nearest.suggestion(tier, windows.keySet(), "name a tier"));
        return false;
    }

    private static void report(CelIssue issue, Node.Text written, Problems problems) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int column = Math.max(0, issue.getSourceLocation().getColumn());
        String message = firstLine(issue.getMessage());
        String name =
                message.startsWith("undeclared reference") ? undeclared(message, written.value(), line, column) : "";
        Place place = written.placeOf(line, column);
        if (name.isEmpty()) {
            problems.error(place, "condition: " + message, "correct it here");
        } else {
            problems.error(
                    place, "condition: `" + name + "` is not known", Nearest.suggestion(name, NAMES, "remove it"));
        }
    }

    /** The name that is not declared: as the condition has it, with its dots, else as the message quotes it. */
    private static String undeclared(String message, String text, int line, int column) {
        String name = nameAt(text, line, column);
        int from = message.indexOf('\'') + 1;
        int to = message.indexOf('\'', from);
        return name.isEmpty() && from > 0 && to > from ? message.substring(from, to) : name;
    }

    /** The dotted name at that place of the condition; empty when there is none. */
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
