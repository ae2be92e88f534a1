package io.tiergate.dataplane;

/** The software's version, as its jar says. */
final class Build {
    static final String VERSION = version();

    private Build() {}

    private static String version() {
        String version = Build.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
