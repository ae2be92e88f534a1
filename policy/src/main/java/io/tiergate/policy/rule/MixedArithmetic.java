package io.tiergate.policy.rule;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Arithmetic of whole numbers with fractions, which standard CEL lacks: {@code 0.8 * window("small")} is what people write. The whole number
 * becomes a double, exact up to 2^53.
 */
final class MixedArithmetic {
    private MixedArithmetic() {}

    private enum Operator {
        ADD("_+_"),
        SUBTRACT("_-_"),
        MULTIPLY("_*_"),
        DIVIDE("_/_");

        private final String function;

        Operator(String function) {
            this.function = function;
        }

        String overload(String types) {
            return "tiergate_" + name().toLowerCase(Locale.ROOT) + "_" + types;
        }

        double of(double a, double b) {
            return switch (this) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
            };
        }
    }

    static List<CelFunctionDecl> declarations() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            declarations.add(CelFunctionDecl.newFunctionDeclaration(
                    operator.function,
                    CelOverloadDecl.newGlobalOverload(
                            operator.overload("double_int"), SimpleType.DOUBLE, SimpleType.DOUBLE, SimpleType.INT),
                    CelOverloadDecl.newGlobalOverload(
                            operator.overload("int_double"), SimpleType.DOUBLE, SimpleType.INT, SimpleType.DOUBLE)));
        }
        return declarations;
    }

    static List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            bindings.add(CelFunctionBinding.from(
                    operator.overload("double_int"), Double.class, Long.class, (a, b) -> operator.of(a, b)));
            bindings.add(CelFunctionBinding.from(
                    operator.overload("int_double"), Long.class, Double.class, (a, b) -> operator.of(a, b)));
        }
        return bindings;
    }
}
