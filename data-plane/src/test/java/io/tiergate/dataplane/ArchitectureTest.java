package io.tiergate.dataplane;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Which package may import which: the gateways know the pipeline, the pipeline knows the stages, stages know the model alone. */
@AnalyzeClasses(packages = "io.tiergate.dataplane", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tiergate.dataplane";

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule model = mayImport("model");

    @ArchTest
    static final ArchRule cluster = mayImport("cluster");

    @ArchTest
    static final ArchRule admit = mayImport("admit", "model", "cluster");

    @ArchTest
    static final ArchRule cache = mayImport("cache", "model", "cluster");

    @ArchTest
    static final ArchRule call = mayImport("call", "model");

    @ArchTest
    static final ArchRule gate = mayImport("gate", "model");

    @ArchTest
    static final ArchRule analyze = mayImport("analyze", "model");

    @ArchTest
    static final ArchRule record = mayImport("record", "model");

    @ArchTest
    static final ArchRule subscription = mayImport("subscription", "model");

    @ArchTest
    static final ArchRule pipeline =
            mayImport("pipeline", "model", "admit", "cache", "analyze", "call", "gate", "record");

    @ArchTest
    static final ArchRule gateway = mayImport("gateway", "model", "pipeline");

    @ArchTest
    static final ArchRule noOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tiergate.controlplane..",
                    "io.tiergate.classifier..",
                    "io.tiergate.cli..",
                    "io.tiergate.laboratory..",
                    "io.tiergate.simulator..");

    @ArchTest
    static final ArchRule stagesKnowNoTransport = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".admit..", ROOT + ".cache..", ROOT + ".gate..", ROOT + ".pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "io.grpc..", "io.micronaut..");

    private static ArchRule mayImport(String name, String... others) {
        String[] allowed = Stream.concat(Stream.of(name), Arrays.stream(others))
                .map(one -> ROOT + "." + one + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))));
    }
}
