package io.tiergate.simulator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.tiergate.simulator", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule isAnIndependentWitness = noClasses()
            .that()
            .resideInAPackage("io.tiergate.simulator..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.tiergate..").and(resideOutsideOfPackage("io.tiergate.simulator..")));

    @ArchTest
    static final ArchRule onlyHttpKnowsVertx = noClasses()
            .that()
            .resideOutsideOfPackage("io.tiergate.simulator.http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule packagesPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("main")
            .definedBy("io.tiergate.simulator")
            .layer("http")
            .definedBy("io.tiergate.simulator.http")
            .layer("dialect")
            .definedBy("io.tiergate.simulator.dialect")
            .layer("answer")
            .definedBy("io.tiergate.simulator.answer")
            .layer("fault")
            .definedBy("io.tiergate.simulator.fault")
            .layer("bill")
            .definedBy("io.tiergate.simulator.bill")
            .layer("recorded")
            .definedBy("io.tiergate.simulator.recorded")
            .whereLayer("main")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("main")
            .whereLayer("dialect")
            .mayOnlyBeAccessedByLayers("http")
            .whereLayer("answer")
            .mayOnlyBeAccessedByLayers("http", "dialect", "main")
            .whereLayer("fault")
            .mayOnlyBeAccessedByLayers("http", "answer", "main")
            .whereLayer("bill")
            .mayOnlyBeAccessedByLayers("http", "dialect", "answer", "main")
            .whereLayer("recorded")
            .mayOnlyBeAccessedByLayers("http", "dialect", "answer", "main");
}
