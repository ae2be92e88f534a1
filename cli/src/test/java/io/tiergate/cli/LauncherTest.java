package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tiergate}, with JDKs that only say how they were called. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "tiergate");

    @TempDir
    Path temporary;

    private final Map<String, String> environment = new HashMap<>();
    private Path home = Path.of("");
    private Path tools = Path.of("");
    private Path jdks = Path.of("");

    @BeforeEach
    void lookLikeABuiltCheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell at /bin/sh");
        home = Files.createDirectories(temporary.resolve("a check out"));
        Files.copy(SCRIPT, home.resolve("tiergate"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Path lib = Files.createDirectories(home.resolve("target/dist/lib"));
        for (String module : List.of("cli", "control-plane", "data-plane", "classifier-node", "simulator")) {
            Files.createFile(lib.resolve("tiergate-" + module + "-0.1.0-SNAPSHOT.jar"));
        }
        Files.createFile(home.resolve("target/dist/built"));
        jdks = Files.createDirectories(temporary.resolve("all jdks"));
        tools = Files.createDirectories(temporary.resolve("tools"));
        for (String tool :
                List.of("dirname", "readlink", "find", "head", "mkdir", "cat", "rm", "tail", "mv", "sleep", "tr")) {
            provide(tool);
        }
        environment.put("PATH", tools.toString());
        environment.put("TIERGATE_JDKS", jdks.toString());
        environment.put("HOME", temporary.toString());
    }

    private void provide(String tool) throws IOException {
        for (String folder : List.of("/usr/bin", "/bin")) {
            Path file = Path.of(folder, tool);
            if (Files.exists(file)) {
                executable(tools.resolve(tool), "#!/bin/sh\nexec " + file + " \"$@\"\n");
                return;
            }
        }
        throw new AssertionError("no " + tool);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A folder that looks like a JDK; without a release file, its java tells the version. */
    private static Path jdk(Path folder, String version, boolean releaseFile) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        executable(bin.resolve("java"), """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "%s" 2026-01-01' >&2; exit; fi
                echo "java of $0"
                for argument; do echo "[$argument]"; done
                """.formatted(version));
        executable(bin.resolve("javac"), "#!/bin/sh\n");
        if (releaseFile) {
            Files.writeString(
                    folder.resolve("release"),
                    "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        }
        return folder;
    }

    private Run launch(Path script, String... args) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString());
        builder.command().addAll(List.of(args));
        builder.directory(temporary.toFile()).environment().clear();
        builder.environment().putAll(environment);
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        Process process = builder.redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        int code = process.waitFor();
        return new Run(
                code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Run launch(String... args) throws IOException, InterruptedException {
        return launch(home.resolve("tiergate"), args);
    }

    private static @Nullable String javaOf(Run run) {
        return run.out()
                .lines()
                .findFirst()
                .map(line -> line.substring("java of ".length()))
                .orElse(null);
    }

    @Test
    void noJdk25_saysWhatToDo() throws Exception {
        jdk(jdks.resolve("17"), "17.0.15", true);
        jdk(jdks.resolve("2"), "2.5", true);
        jdk(jdks.resolve("26"), "26.0.1", false);
        launch("version").endsWith(2).notes("tiergate: JDK 25 is needed and was not found; install one");
    }

    @Test
    void olderJavaHomeAndPath_arePassedOver() throws Exception {
        environment.put(
                "JAVA_HOME", jdk(temporary.resolve("old"), "17.0.15", true).toString());
        Files.createSymbolicLink(
                tools.resolve("java"),
                jdk(temporary.resolve("older"), "21.0.1", false).resolve("bin/java"));
        Path wanted = jdk(jdks.resolve("my jdk 25"), "25.0.3", true);
        assertThat(javaOf(launch("version").endsWith(0)))
                .isEqualTo(wanted.resolve("bin/java").toString());
    }

    @Test
    void javaHome_winsOverAllOthers() throws Exception {
        jdk(jdks.resolve("one"), "25", true);
        Path wanted = jdk(temporary.resolve("the one"), "25.0.1", true);
        environment.put("JAVA_HOME", wanted.toString());
        assertThat(javaOf(launch("version").endsWith(0)))
                .isEqualTo(wanted.resolve("bin/java").toString());
    }

    @Test
    void javaOnPathByALink_isFollowed() throws Exception {
        Path wanted = jdk(temporary.resolve("elsewhere"), "25.0.2", true);
        Files.createSymbolicLink(tools.resolve("java"), wanted.resolve("bin/java"));
        assertThat(javaOf(launch("version").endsWith(0)))
                .isEqualTo(wanted.resolve("bin/java").toString());
    }

    @Test
    void withoutReleaseFile_javaIsAsked() throws Exception {
        Path wanted = jdk(jdks.resolve("early"), "25-ea", false);
        assertThat(javaOf(launch("version").endsWith(0)))
                .isEqualTo(wanted.resolve("bin/java").toString());
    }

    @Test
    void aRuntimeWithoutCompiler_isPassedOver() throws Exception {
        Path runtime = jdk(jdks.resolve("a"), "25.0.3", true);
        Files.delete(runtime.resolve("bin/javac"));
        Path wanted = jdk(jdks.resolve("b"), "25.0.3", true);
        assertThat(javaOf(launch("version").endsWith(0)))
                .isEqualTo(wanted.resolve("bin/java").toString());
    }

    @Test
    void bundleOfMacOs_isEntered() throws Exception {
        Path wanted = jdk(jdks.resolve("temurin-25.jdk/Contents/Home"), "25.0.3", true);
        assertThat(javaOf(launch("version").endsWith(0)))
                .isEqualTo(wanted.resolve("bin/java").toString());
    }

    @Test
    void argumentsAndHome_arePassedWhole() throws Exception {
        jdk(jdks.resolve("25"), "25.0.3", true);
        Path link = temporary.resolve("a link");
        Files.createSymbolicLink(link, home.resolve("tiergate"));
        Run run = launch(link, "complete", "two  words", "$HOME *", "").endsWith(0);
        assertThat(run.out())
                .contains("[-Dtiergate.home=" + home.toRealPath() + "]")
                .contains("[-Dtiergate.colour=false]")
                .endsWith("tiergate-cli-0.1.0-SNAPSHOT.jar]\n[complete]\n[two  words]\n[$HOME *]\n[]\n");
    }

    @Test
    void sourceNewerThanTheBuild_isBuiltFirst() throws Exception {
        Path jdk = jdk(jdks.resolve("25"), "25.0.3", true);
        Files.createDirectories(home.resolve("cli/src/main"));
        Files.createFile(home.resolve("pom.xml"));
        Path source = Files.createFile(home.resolve("cli/src/main/New.java"));
        Files.setLastModifiedTime(
                source,
                java.nio.file.attribute.FileTime.fromMillis(Files.getLastModifiedTime(home.resolve("target/dist/built"))
                                .toMillis()
                        + 10_000));
        executable(
                home.resolve("mvnw"),
                "#!/bin/sh\necho \"[INFO] Building Tiergate: policy   [1/1]\"\necho \"JAVA_HOME is $JAVA_HOME\"\nexit ${BROKEN-0}\n");
        Run run = launch("version").endsWith(0).notes("tiergate: building").notes("  policy   [1/1]\n");
        assertThat(javaOf(run)).isEqualTo(jdk.resolve("bin/java").toString());
        assertThat(Files.readString(home.resolve("target/build.log"))).contains("JAVA_HOME is " + jdk);
        environment.put("BROKEN", "1");
        Files.delete(home.resolve("target/dist/built"));
        launch("version").endsWith(70).notes("the build failed; the log is ").notes("JAVA_HOME is ");
        assertThat(home.resolve("target/dist/built")).doesNotExist();
        assertThat(home.resolve("target/building")).doesNotExist();
    }

    @Test
    void jarsThatMavenMadeByItself_areTakenAsTheyAre() throws Exception {
        jdk(jdks.resolve("25"), "25.0.3", true);
        Files.delete(home.resolve("target/dist/built"));
        Files.createDirectories(home.resolve("cli/src/main"));
        for (String file : List.of("pom.xml", "cli/pom.xml", "cli/src/main/Old.java")) {
            Files.setLastModifiedTime(
                    Files.createFile(home.resolve(file)), java.nio.file.attribute.FileTime.fromMillis(1_000));
        }
        executable(home.resolve("mvnw"), "#!/bin/sh\nexit 1\n");

        Run run = launch("version").endsWith(0).notes("start-up caches");

        assertThat(run.err()).doesNotContain("building");
        assertThat(home.resolve("target/dist/built")).exists();
    }
}
