package io.tiergate.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may import which. */
@AnalyzeClasses(packages = "io.tiergate.controlplane", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.tiergate.controlplane";

    @ArchTest
    static final ArchRule snapshotKnowsNoTransportAndNoStore = noClasses()
            .that()
            .resideInAPackage(ROOT + ".snapshot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "io.tiergate.v1..",
                    "io.tiergate.transport..",
                    "io.micronaut..",
                    "java.sql..",
                    ROOT,
                    ROOT + ".api..",
                    ROOT + ".identity..",
                    ROOT + ".publish..",
                    ROOT + ".store..",
                    ROOT + ".stream..");

    @ArchTest
    static final ArchRule streamReachesNoStore = noClasses()
            .that()
            .resideInAPackage(ROOT + ".stream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".api..", ROOT + ".publish..", ROOT + ".store..", "java.sql..");

    @ArchTest
    static final ArchRule storeKnowsItsDatabaseOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc..",
                    "io.tiergate.v1..",
                    ROOT,
                    ROOT + ".api..",
                    ROOT + ".identity..",
                    ROOT + ".publish..",
                    ROOT + ".stream..");

    @ArchTest
    static final ArchRule publishKnowsNoGrpc = noClasses()
            .that()
            .resideInAPackage(ROOT + ".publish..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", ROOT, ROOT + ".api..", ROOT + ".identity..", ROOT + ".stream..");

    @ArchTest
    static final ArchRule identityKnowsCallersOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".identity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.grpc.stub..",
                    ROOT,
                    ROOT + ".api..",
                    ROOT + ".publish..",
                    ROOT + ".store..",
                    ROOT + ".stream..");

    @ArchTest
    static final ArchRule apiLeavesStreamsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT, ROOT + ".stream..");

    @ArchTest
    static final ArchRule noOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.tiergate.dataplane..",
                    "io.tiergate.classifier..",
                    "io.tiergate.cli..",
                    "io.tiergate.laboratory..",
                    "io.tiergate.simulator..");
}
