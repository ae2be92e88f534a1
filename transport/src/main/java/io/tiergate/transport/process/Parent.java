package io.tiergate.transport.process;

import java.util.Optional;

/** The process that started this one, where it said that this one must not outlive it: {@code -Dtiergate.parent=PID}. */
public final class Parent {
    /** The system property with the process's number. */
    public static final String PROPERTY = "tiergate.parent";

    private Parent() {}

    /** Ends this process, as SIGTERM would, when the one that is named ends, however that does. Does nothing where none is named. */
    public static void follow() {
        Long pid = Long.getLong(PROPERTY);
        if (pid == null) {
            return;
        }
        Optional<ProcessHandle> parent = ProcessHandle.of(pid);
        Thread.ofPlatform().name("parent-watch").daemon().start(() -> {
            parent.ifPresent(process -> process.onExit().join());
            System.exit(1);
        });
    }
}
