package io.tiergate.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tiergate.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule servicesAreProcesses = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tiergate.controlplane..",
                    "io.tiergate.dataplane..",
                    "io.tiergate.classifier..",
                    "io.tiergate.simulator..",
                    "io.micronaut..",
                    "com.hazelcast..",
                    "io.vertx..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.tiergate.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule terminalKnowsNothingOfTiergate = noClasses()
            .that()
            .resideInAPackage("io.tiergate.cli.terminal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tiergate.policy..",
                    "io.tiergate.transport..",
                    "io.tiergate.v1..",
                    "io.tiergate.cli.session..",
                    "io.grpc..");

    @ArchTest
    static final ArchRule onlyMainReadsTheProcess = noClasses()
            .that()
            .resideInAPackage("io.tiergate.cli.*..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in");
}
