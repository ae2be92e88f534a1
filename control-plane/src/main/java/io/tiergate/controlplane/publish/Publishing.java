package io.tiergate.controlplane.publish;

import io.tiergate.controlplane.store.Store;
import java.time.InstantSource;

/**
 * All that changes what fleets run, over one store.
 *
 * @param check checks and stores nothing
 * @param publisher stores and activates documents
 * @param activator activates what is stored
 * @param splitter shares traffic between versions
 * @param keys edits keys
 */
public record Publishing(DocumentCheck check, Publisher publisher, Activator activator, Splitter splitter, Keys keys) {
    /** Over that store; what is activated goes to the board by {@code follower}. */
    public static Publishing over(Store store, Follower follower, InstantSource clock) {
        Routings routings = new Routings(store);
        Generations generations = new Generations(store, follower, clock);
        DocumentCheck check = new DocumentCheck(store, routings);
        Activator activator = new Activator(store, routings, generations);
        return new Publishing(
                check,
                new Publisher(store, check, activator),
                activator,
                new Splitter(store, activator),
                new Keys(store, generations, clock));
    }
}
