package io.tiergate.policy.access;

import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.document.YamlWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Changes to an access document's keys, made on its text. The new text is YAML in our own layout: comments are lost. Each edit compiles
 * what it made, so that it never hands out a document that agents would refuse. Pure.
 */
public final class AccessEdits {
    private AccessEdits() {}

    /**
     * A changed document.
     *
     * @param text YAML, to be published
     * @param access what it says
     */
    public record Edited(String text, Access access) {}

    /** Adds a key; its id must be new. */
    public static CompileResult<Edited> addKey(String source, String text, ApiKey key) {
        return edit(source, text, (root, problems) -> withKeys(root, keys -> append(keys, key)));
    }

    /** Sets when a key stops to work. */
    public static CompileResult<Edited> expireKey(String source, String text, String id, Instant expires) {
        return edit(source, text, (root, problems) -> {
            requireKey(root, id, problems);
            return withKeys(
                    root,
                    keys -> keys.stream()
                            .map(key -> isKey(key, id) ? with(key, "expires", expires.toString()) : key)
                            .toList());
        });
    }

    /** Removes a key. */
    public static CompileResult<Edited> removeKey(String source, String text, String id) {
        return edit(source, text, (root, problems) -> {
            requireKey(root, id, problems);
            return withKeys(
                    root, keys -> keys.stream().filter(key -> !isKey(key, id)).toList());
        });
    }

    private interface Edit {
        Node.Mapping apply(Node.Mapping root, Problems problems);
    }

    private static CompileResult<Edited> edit(String source, String text, Edit edit) {
        return switch (AccessCompiler.compile(source, text)) {
            case CompileResult.Rejected<Access>(var problems) -> new CompileResult.Rejected<>(problems);
            case CompileResult.Compiled<Access>(var access, Document document, var warnings) -> {
                Problems problems = new Problems(source);
                Node.Mapping edited = edit.apply(document.root(), problems);
                yield problems.hasErrors()
                        ? new CompileResult.Rejected<>(problems.sorted())
                        : compiled(source, YamlWriter.write(edited));
            }
        };
    }

    private static CompileResult<Edited> compiled(String source, String text) {
        return switch (AccessCompiler.compile(source, text)) {
            case CompileResult.Rejected<Access>(var problems) -> new CompileResult.Rejected<>(problems);
            case CompileResult.Compiled<Access>(var access, var document, var warnings) ->
                new CompileResult.Compiled<>(new Edited(text, access), document, warnings);
        };
    }

    private static Node.Mapping withKeys(Node.Mapping root, UnaryOperator<List<Node>> change) {
        List<Node> keys = root.get("keys") instanceof Node.Sequence list ? list.items() : List.of();
        return with(root, "keys", change.apply(keys));
    }

    private static List<Node> append(List<Node> keys, ApiKey key) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("id", key.id());
        if (!key.tenant().isEmpty()) {
            written.put("tenant", key.tenant());
        }
        written.put("hash", key.hash().toString());
        written.put("roles", key.roles().stream().sorted().map(Role::label).toList());
        if (!key.label().isEmpty()) {
            written.put("label", key.label());
        }
        if (key.expires() != null) {
            written.put("expires", key.expires().toString());
        }
        List<Node> more = new ArrayList<>(keys);
        more.add(Node.of(written));
        return more;
    }

    private static Node.Mapping with(Node node, String name, Object value) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (node instanceof Node.Mapping mapping) {
            mapping.members().forEach((other, member) -> members.put(other, member.value()));
        }
        members.put(name, value);
        return (Node.Mapping) Node.of(members);
    }

    private static void requireKey(Node.Mapping root, String id, Problems problems) {
        List<String> ids = root.get("keys") instanceof Node.Sequence list
                ? list.items().stream().flatMap(AccessEdits::id).toList()
                : List.of();
        if (!ids.contains(id)) {
            problems.error(
                    Place.NOWHERE, "there is no key `" + id + "`", Nearest.suggestion(id, ids, "nothing to change"));
        }
    }

    private static boolean isKey(Node key, String id) {
        return id(key).anyMatch(id::equals);
    }

    private static Stream<String> id(Node key) {
        return key instanceof Node.Mapping mapping && mapping.get("id") instanceof Node.Text text
                ? Stream.of(text.value())
                : Stream.empty();
    }
}
