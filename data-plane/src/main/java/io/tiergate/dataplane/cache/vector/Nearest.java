package io.tiergate.dataplane.cache.vector;

import io.tiergate.dataplane.cache.CacheKey;
import java.util.ArrayList;
import java.util.List;

/** The nearest seen so far, at most so many, the nearest first. Confined to one search. */
final class Nearest {
    private final int most;
    private final List<CacheKey> keys;
    /** Of each key, in the same order. */
    private final double[] cosines;

    Nearest(int most) {
        this.most = most;
        this.keys = new ArrayList<>(most + 1);
        this.cosines = new double[most + 1];
    }

    /** Whether one at that cosine would be among them. */
    boolean takes(double cosine) {
        return keys.size() < most || cosine > cosines[most - 1];
    }

    /** Takes it in its place, unless it is there already. */
    void offer(CacheKey key, double cosine) {
        if (!takes(cosine) || keys.contains(key)) {
            return;
        }
        int place = keys.size();
        while (place > 0 && cosines[place - 1] < cosine) {
            cosines[place] = cosines[place - 1];
            place--;
        }
        keys.add(place, key);
        cosines[place] = cosine;
        if (keys.size() > most) {
            keys.removeLast();
        }
    }

    List<CacheKey> keys() {
        return keys;
    }
}
