package io.tiergate.laboratory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tiergate.laboratory", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.tiergate.laboratory.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule RECORDED_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage("..laboratory.recorded..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..laboratory.train..", "..laboratory.evaluate..", "..laboratory.calibrate..");

    @ArchTest
    static final ArchRule TRAFFIC_KNOWS_NO_TRAINING = noClasses()
            .that()
            .resideInAPackage("..laboratory.traffic..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..laboratory.train..", "..laboratory.evaluate..", "..laboratory.calibrate..");

    @ArchTest
    static final ArchRule TRAINING_KNOWS_NO_EVALUATION = noClasses()
            .that()
            .resideInAPackage("..laboratory.train..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..laboratory.evaluate..", "..laboratory.calibrate..");

    @ArchTest
    static final ArchRule EVALUATION_KNOWS_NO_CALIBRATION = noClasses()
            .that()
            .resideInAPackage("..laboratory.evaluate..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..laboratory.calibrate..");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_SIMILARITY = noClasses()
            .that()
            .resideOutsideOfPackage("..laboratory.similarity..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tiergate.laboratory.similarity..");

    @ArchTest
    static final ArchRule NO_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tiergate.dataplane..",
                    "io.tiergate.controlplane..",
                    "io.tiergate.cli..",
                    "io.tiergate.simulator..",
                    "io.grpc..",
                    "io.micronaut..",
                    "com.hazelcast..");
}
