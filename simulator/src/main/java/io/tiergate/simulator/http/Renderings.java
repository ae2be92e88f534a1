package io.tiergate.simulator.http;

import io.tiergate.simulator.dialect.Dialect;
import io.tiergate.simulator.dialect.Reply;
import io.tiergate.simulator.recorded.RecordedAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Whole answers, serialised once for each recorded answer, model and API. Thread-safe. */
final class Renderings {
    private final Map<Key, byte[]> kept = new ConcurrentHashMap<>();

    byte[] tail(Dialect dialect, RecordedAnswer answer, Reply reply) {
        Key key = new Key(dialect, answer, reply.model());
        byte[] known = kept.get(key);
        if (known != null) {
            return known;
        }
        byte[] fresh = dialect.tail(reply).getBytes(StandardCharsets.UTF_8);
        kept.put(key, fresh);
        return fresh;
    }

    private record Key(Dialect dialect, RecordedAnswer answer, String model) {}
}
