package io.tiergate.policy.rule;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
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
 * a tier's targets. Numbers of different types compare. Bounded as all {@link CelText} is. Immutable once made.
 */
public final class ConditionCompiler {
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
        var builder = CelText.compiler()
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        "window", CelOverloadDecl.newGlobalOverload("window_tier", SimpleType.INT, SimpleType.STRING)));
        for (Variable variable : Variable.values()) {
            builder.addVar(variable.label(), variable.type());
        }
        this.compiler = builder.build();
        this.runtime = CelText.runtime()
                .addFunctionBindings(
                        CelFunctionBinding.from("window_tier", String.class, tier -> tokens.getOrDefault(tier, 0L)))
                .build();
    }

    /** The condition, or null and every problem, each placed inside {@code written} where its layout allows. */
    public @Nullable Condition compile(Node.Text written, Problems problems) {
        try {
            CelValidationResult result = compiler.compile(written.value());
            if (result.hasError()) {
                result.getErrors().forEach(issue -> CelText.report(issue, "condition", written, NAMES, problems));
                return null;
            }
            CelAbstractSyntaxTree ast = result.getAst();
            return windowsExist(ast, written, problems)
                    ? new CelCondition(written.value(), runtime.createProgram(ast))
                    : null;
        } catch (CelValidationException | CelEvaluationException e) {
            CelText.refuse(e, "condition", written, problems);
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
}
