package io.tiergate.dataplane.cache.vector;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/**
 * Vectors that are compared one by one: the answer is exact, and one that is added is found at once. Readers never wait: they go over the
 * list as it was when they came, and pass over what is gone. The vectors' bytes are held beside the items, not through them: to reach each by several
 * steps through the heap takes several times as long. Thread-safe.
 */
final class FlatVectors {
    private static final int FIRST_ROOM = 4;

    /** Fewer are not worth a new list. */
    private static final int LEAST_DEAD = 16;

    private volatile View view = new View(FIRST_ROOM);
    /** Of the list, without a vector now. */
    private int dead;

    /** The first {@code size} places of arrays that are only appended to. */
    private static final class View {
        private final Item[] items;
        private final byte[][] components;
        private final double[] lengths;
        private final int size;

        View(int room) {
            this(new Item[room], new byte[room][], new double[room], 0);
        }

        private View(Item[] items, byte[][] components, double[] lengths, int size) {
            this.items = items;
            this.components = components;
            this.lengths = lengths;
            this.size = size;
        }

        View with(Item item, QuantizedVector vector) {
            items[size] = item;
            components[size] = vector.components();
            lengths[size] = vector.length();
            return new View(items, components, lengths, size + 1);
        }
    }

    synchronized void add(Item item) {
        QuantizedVector vector = item.vector;
        if (vector == null) {
            return;
        }
        View now = view;
        if (now.size == now.items.length) {
            now = compacted(now, 2);
        }
        view = now.with(item, vector);
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
        View compacted = new View(Math.max(FIRST_ROOM, (old.size - dead) * factor + FIRST_ROOM));
        for (int i = 0; i < old.size; i++) {
            QuantizedVector vector = old.items[i].vector;
            if (vector != null) {
                compacted = compacted.with(old.items[i], vector);
            }
        }
        dead = 0;
        return compacted;
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
        byte[] wanted = query.components();
        double length = query.length();
        for (int i = 0; i < now.size; i++) {
            double cosine = VectorUtil.dotProduct(wanted, now.components[i]) / (length * now.lengths[i]);
            if (nearest.takes(cosine)) {
                Item item = now.items[i];
                if (item.vector != null && item.footprint.expiresAtMillis() > nowMillis) {
                    nearest.offer(item.key, cosine);
                }
            }
        }
    }
}
