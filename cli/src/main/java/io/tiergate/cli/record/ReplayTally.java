package io.tiergate.cli.record;

import io.tiergate.cli.session.Peer;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.record.Replay;
import io.tiergate.policy.snapshot.Routing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of replaying records so far. Not thread-safe. */
public final class ReplayTally {
    private static final int SHOWN = 20;

    private final Routings routings;
    private final List<Map<String, @Nullable Object>> different = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> unreadable = new ArrayList<>();
    private final StringBuilder lines = new StringBuilder();
    private int replayed;
    private int same;

    /** Nothing yet; what records were decided under comes from there. */
    ReplayTally(Documents documents) {
        this.routings = new Routings(documents);
    }

    /** Nothing yet; what records were decided under comes from that control plane. */
    public static ReplayTally under(Peer controlPlane) {
        return new ReplayTally(Documents.of(controlPlane));
    }

    /** How many records were replayed. */
    public int replayed() {
        return replayed;
    }

    /** Whether every record came out as the same bytes. */
    public boolean allSame() {
        return same == replayed;
    }

    /** Replays a record. */
    public void add(String json) {
        replayed++;
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Digest digest = Replay.routingOf(bytes);
        if (digest == null) {
            judge(bytes, null);
            return;
        }
        switch (routings.of(digest)) {
            case Routings.Loaded.Ready(var routing) -> judge(bytes, routing);
            case Routings.Loaded.Missing(var why) -> unreadable(id(bytes), why);
        }
    }

    private void judge(byte[] json, @Nullable Routing routing) {
        switch (Replay.replay(json, routing)) {
            case Replay.Result.Same() -> same++;
            case Replay.Result.Different(var path, var recorded, var now) -> {
                String id = id(json);
                different.add(JsonText.object("id", id, "path", path, "recorded", recorded, "replayed", now));
                line(id + ": " + path + " was " + orNothing(recorded) + ", is " + orNothing(now));
            }
            case Replay.Result.Unreplayable(var why) -> unreadable(id(json), why);
        }
    }

    private void unreadable(String id, String why) {
        unreadable.add(JsonText.object("id", id, "why", why));
        line(id + ": cannot be replayed: " + why);
    }

    private void line(String text) {
        if (different.size() + unreadable.size() <= SHOWN) {
            lines.append(Terminal.safe(text)).append('\n');
        }
    }

    private static String orNothing(String json) {
        return json.isEmpty() ? "not there" : json;
    }

    private static String id(byte[] json) {
        try {
            String id = RecordRow.parse(new String(json, StandardCharsets.UTF_8))
                    .path("id")
                    .asString("");
            return id.isEmpty() ? "a line without id" : id;
        } catch (Failure e) {
            return "a line that is no record";
        }
    }

    /** For programs. */
    public Map<String, @Nullable Object> json() {
        return JsonText.object("replayed", replayed, "same", same, "different", different, "unreadable", unreadable);
    }

    /** For people. */
    public String text(Terminal terminal) {
        int others = different.size() + unreadable.size();
        return lines
                + (others > SHOWN ? "and " + (others - SHOWN) + " more\n" : "")
                + "replayed " + replayed + " records: "
                + terminal.paint(others == 0 ? Paint.GREEN : Paint.PLAIN, same + " same")
                + (different.isEmpty() ? "" : ", " + terminal.paint(Paint.RED, different.size() + " different"))
                + (unreadable.isEmpty()
                        ? ""
                        : ", " + terminal.paint(Paint.RED, unreadable.size() + " cannot be replayed"))
                + "\n";
    }
}
