package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.publish.Generations.Proposal;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Draft;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredDocument;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.access.AccessEdits;
import io.tiergate.policy.access.AccessEdits.Edited;
import io.tiergate.policy.access.ApiKey;
import io.tiergate.policy.access.PresentedKey;
import io.tiergate.policy.access.Role;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.DocumentKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes, replaces and removes API keys: each an edit of the current access document, stored and activated. Thread-safe. */
public final class Keys {
    private static final String SOURCE = "access";

    private final Store store;
    private final Generations generations;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Keys(Store store, Generations generations, InstantSource clock) {
        this.store = store;
        this.generations = generations;
        this.clock = clock;
    }

    /** What came of asking for a key. */
    public sealed interface Outcome {
        /**
         * The key works as soon as agents have the document.
         *
         * @param key to be shown once
         * @param generation of access, after this
         */
        record Made(PresentedKey key, long generation) implements Outcome {}

        /** There is no new key. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    /**
     * Adds a key.
     *
     * @param tenant empty: the platform team's
     * @param expires null: never
     */
    public Outcome create(
            String fleet, String tenant, String label, Set<Role> roles, @Nullable Instant expires, Note note) {
        PresentedKey key = mint();
        ApiKey entry = new ApiKey(key.id(), tenant, key.hash(), roles, label, expires);
        return made(key, edit(fleet, note, text -> AccessEdits.addKey(SOURCE, text, entry)));
    }

    /** Adds a key like the old one, and lets the old one end after {@code grace}. */
    public Outcome rotate(String fleet, String keyId, Duration grace, Note note) {
        PresentedKey key = mint();
        Instant end = clock.instant().plus(grace).truncatedTo(ChronoUnit.SECONDS);
        return made(key, edit(fleet, note, text -> rotated(text, keyId, key, end)));
    }

    /** Removes a key. */
    public Change revoke(String fleet, String keyId, Note note) {
        return edit(fleet, note, text -> AccessEdits.removeKey(SOURCE, text, keyId));
    }

    private static CompileResult<Edited> rotated(String text, String keyId, PresentedKey key, Instant end) {
        return switch (AccessCompiler.compile(SOURCE, text)) {
            case CompileResult.Rejected<Access> rejected -> new CompileResult.Rejected<>(rejected.problems());
            case CompileResult.Compiled<Access> compiled -> {
                ApiKey old = compiled.value().keys().get(keyId);
                if (old == null) {
                    // Finds the nearest id.
                    yield AccessEdits.removeKey(SOURCE, text, keyId);
                }
                // Rotating never makes the old key last longer.
                Instant sooner = old.expires() != null && old.expires().isBefore(end) ? old.expires() : end;
                ApiKey entry = new ApiKey(key.id(), old.tenant(), key.hash(), old.roles(), old.label(), null);
                yield switch (AccessEdits.expireKey(SOURCE, text, keyId, sooner)) {
                    case CompileResult.Rejected<Edited> rejected -> rejected;
                    case CompileResult.Compiled<Edited> expired ->
                        AccessEdits.addKey(SOURCE, expired.value().text(), entry);
                };
            }
        };
    }

    private Change edit(String fleet, Note note, Function<String, CompileResult<Edited>> edit) {
        return generations.advance(fleet, ResourceKind.ACCESS, note, current -> {
            if (current == null) {
                return new Proposal.Not(
                        new Refusal.Untimely("fleet " + fleet + " has no access document: publish one first"));
            }
            return switch (edit.apply(text(current))) {
                case CompileResult.Rejected<Edited> rejected ->
                    new Proposal.Not(new Refusal.Invalid(rejected.problems(), null));
                case CompileResult.Compiled<Edited> edited ->
                    save(edited.value().text(), note);
            };
        });
    }

    private String text(Activation current) {
        StoredDocument stored =
                store.find(DocumentKind.ACCESS, current.version().digest());
        return stored == null ? current.content().toStringUtf8() : stored.text();
    }

    /** Stores the edited document. If the generation is lost to another change it stays stored, and is not current. */
    private Proposal save(String text, Note note) {
        return switch (AccessCompiler.compile(SOURCE, text)) {
            case CompileResult.Rejected<Access> rejected ->
                new Proposal.Not(new Refusal.Invalid(rejected.problems(), null));
            case CompileResult.Compiled<Access> compiled -> {
                ByteString canonical = ByteString.copyFrom(compiled.canonical());
                store.save(new Draft(
                        DocumentKind.ACCESS,
                        DocumentKind.ACCESS.label(),
                        compiled.digest(),
                        canonical,
                        text,
                        note.author(),
                        note.message()));
                yield new Proposal.Next(canonical);
            }
        };
    }

    private static Outcome made(PresentedKey key, Change change) {
        return switch (change) {
            case Change.Activated activated ->
                new Outcome.Made(key, activated.activation().version().generation());
            case Change.Refused refused -> new Outcome.Refused(refused.refusal());
        };
    }

    private PresentedKey mint() {
        byte[] bytes = new byte[PresentedKey.RANDOM_BYTES];
        random.nextBytes(bytes);
        return PresentedKey.mint(bytes);
    }
}
