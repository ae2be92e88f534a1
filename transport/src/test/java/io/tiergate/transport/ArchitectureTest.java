package io.tiergate.transport;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** How processes talk, whatever they say to each other. */
@AnalyzeClasses(packages = "io.tiergate.transport", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsNothingElseOfOurs = noClasses()
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.tiergate..").and(not(resideInAPackage("io.tiergate.transport.."))));
}
