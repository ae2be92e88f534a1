package io.tiergate.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;

@AnalyzeClasses(packages = "io.tiergate.policy", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    private static final String ROOT = "io.tiergate.policy.";

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule DOCUMENT_STANDS_ALONE = mayImport("document");

    @ArchTest
    static final ArchRule COST_STANDS_ALONE = mayImport("cost");

    @ArchTest
    static final ArchRule ACCESS = mayImport("access", "document");

    @ArchTest
    static final ArchRule CATALOG = mayImport("catalog", "document", "cost");

    @ArchTest
    static final ArchRule RULE = mayImport("rule", "document");

    @ArchTest
    static final ArchRule GATE = mayImport("gate", "answer", "document", "estimate", "rule");

    @ArchTest
    static final ArchRule ANSWER = mayImport("answer", "document", "similarity");

    @ArchTest
    static final ArchRule COMPILE = mayImport(
            "compile", "document", "catalog", "cost", "rule", "answer", "gate", "estimate", "predict", "similarity");

    @ArchTest
    static final ArchRule PREDICT_STANDS_ALONE = mayImport("predict");

    @ArchTest
    static final ArchRule SIMILARITY_STANDS_ALONE = mayImport("similarity");

    @ArchTest
    static final ArchRule ESTIMATE = mayImport("estimate", "answer", "catalog", "cost", "document");

    @ArchTest
    static final ArchRule SNAPSHOT = mayImport("snapshot", "document", "catalog", "compile", "arm", "estimate");

    @ArchTest
    static final ArchRule NO_FILES_NO_NETWORK = noClasses()
            .should()
            .dependOnClassesThat(named(
                    "java.io.File",
                    "java.nio.file",
                    "java.net.Socket",
                    "java.net.URL",
                    "java.net.http",
                    "java.nio.channels"));

    @ArchTest
    static final ArchRule NO_THREADS = noClasses()
            .should()
            .dependOnClassesThat(named(
                    "java.lang.Thread",
                    "java.util.concurrent.Exec",
                    "java.util.concurrent.ForkJoin",
                    "java.util.Timer"));

    @ArchTest
    static final ArchRule NO_CLOCK = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule NO_RANDOMNESS = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule NO_FRAMEWORKS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.micronaut..", "com.hazelcast..", "io.vertx..", "io.tiergate.v1..");

    private static ArchRule mayImport(String from, String... to) {
        List<String> allowed = List.of(to);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + from + "..")
                .should()
                .dependOnClassesThat(
                        new DescribedPredicate<JavaClass>("are in other packages of policy than " + allowed) {
                            @Override
                            public boolean test(JavaClass other) {
                                String name = other.getPackageName();
                                return name.startsWith(ROOT)
                                        && !name.equals(ROOT + from)
                                        && allowed.stream().noneMatch(one -> name.equals(ROOT + one));
                            }
                        });
    }

    private static DescribedPredicate<JavaClass> named(String... prefixes) {
        return new DescribedPredicate<>("are named " + List.of(prefixes)) {
            @Override
            public boolean test(JavaClass other) {
                return List.of(prefixes).stream()
                        .anyMatch(prefix -> other.getFullName().startsWith(prefix));
            }
        };
    }
}
