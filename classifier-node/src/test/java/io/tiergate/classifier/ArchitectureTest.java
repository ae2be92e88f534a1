package io.tiergate.classifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may import which. */
@AnalyzeClasses(packages = "io.tiergate.classifier", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tiergate.classifier";

    @ArchTest
    static final ArchRule modelKnowsModelsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "io.tiergate.v1..",
                    "io.tiergate.transport..",
                    "io.micronaut..",
                    ROOT,
                    ROOT + ".run..",
                    ROOT + ".api..");

    @ArchTest
    static final ArchRule runKnowsNoTransport = noClasses()
            .that()
            .resideInAPackage(ROOT + ".run..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "io.tiergate.v1..",
                    "io.tiergate.transport..",
                    "io.micronaut..",
                    "ai..",
                    ROOT,
                    ROOT + ".api..");

    @ArchTest
    static final ArchRule onlyModelKnowsOnnxRuntimeAndTokenizers = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..", "ai.djl..");

    @ArchTest
    static final ArchRule noOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tiergate.policy..",
                    "io.tiergate.controlplane..",
                    "io.tiergate.dataplane..",
                    "io.tiergate.cli..",
                    "io.tiergate.laboratory..",
                    "io.tiergate.simulator..");
}
