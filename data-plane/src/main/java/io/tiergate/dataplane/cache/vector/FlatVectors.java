package io.tiergate.dataplane.cache.vector;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/**
 * Vectors that are compared one by one: the answer is exact, and one that is added is found at once. Readers never wait: they go over the
 * list as it was when they came, and pass over what is gone. Thread-safe.
 */
final class FlatVectors {
    private static final int FIRST_ROOM = 4;

    /** Fewer are not worth a new list. */
    private static final int LEAST_DEAD = 16;

    private volatile View view = new View(new Item[FIRST_ROOM], 0);
    /** Of the list, without a vector now. */
    private int dead;

    /** The first {@code size} places of an array that is only appended to. */
    private static final class View {
        private final Item[] items;
        private final int size;

        View(Item[] items, int size) {
            this.items = items;
            this.size = size;
        }
    }

    synchronized void add(Item item) {
        View now = view;
        if (now.size == now.items.length) {
            now = compacted(now, 2);
        }
        now.items[now.size] = item;
        view = new View(now.items, now.size + 1);
    }

    /** Takes an item's vector away. Whether it had one. */
    synchronized boolean release(Item item) {
        if (item.vector == null) {
            return false;
        }
        item.vector = null;
        dead++;
        if (dead > LEAST_DEAD && dead > view.size / 2) {
            view = compacted(view, 1);
        }
        return true;
    }

    private View compacted(View old, int factor) {
        Item[] items = new Item[Math.max(FIRST_ROOM, (old.size - dead) * factor + FIRST_ROOM)];
        int size = 0;
        for (int i = 0; i < old.size; i++) {
            if (old.items[i].vector != null) {
                items[size++] = old.items[i];
            }
        }
        dead = 0;
        return new View(items, size);
    }

    /** How many have a vector. */
    synchronized int size() {
        return view.size - dead;
    }

    /** The oldest that have a vector, at most so many. */
    List<Item> first(int most) {
        View now = view;
        List<Item> items = new ArrayList<>(Math.min(most, now.size));
        for (int i = 0; i < now.size && items.size() < most; i++) {
            if (now.items[i].vector != null) {
                items.add(now.items[i]);
            }
        }
        return items;
    }

    void search(QuantizedVector query, long nowMillis, Nearest nearest) {
        View now = view;
        Item[] items = now.items;
        byte[] wanted = query.components();
        double length = query.length();
        for (int i = 0; i < now.size; i++) {
            QuantizedVector vector = items[i].vector;
            if (vector != null) {
                double cosine = VectorUtil.dotProduct(wanted, vector.components()) / (length * vector.length());
                if (nearest.takes(cosine) && items[i].footprint.expiresAtMillis() > nowMillis) {
                    nearest.offer(items[i].key, cosine);
                }
            }
        }
    }
}
