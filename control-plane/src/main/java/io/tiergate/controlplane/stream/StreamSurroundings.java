package io.tiergate.controlplane.stream;

import io.tiergate.controlplane.identity.Callers;
import io.tiergate.controlplane.snapshot.Board;
import io.tiergate.controlplane.snapshot.Roster;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What every stream works with.
 *
 * @param board what fleets should run
 * @param roster what agents do run
 * @param callers who presents what
 * @param alarms for late answers
 * @param answerTimeout from sending an update to the answer
 * @param meters counts
 * @param closed is told of each stream that ended
 */
record StreamSurroundings(
        Board board,
        Roster roster,
        Callers callers,
        Alarms alarms,
        Duration answerTimeout,
        StreamMeters meters,
        Consumer<AgentStream> closed) {}
