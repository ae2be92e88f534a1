package io.tiergate.controlplane.api;

import io.tiergate.controlplane.identity.Caller;
import io.tiergate.controlplane.publish.Change;
import io.tiergate.controlplane.publish.Keys;
import io.tiergate.controlplane.publish.Note;
import io.tiergate.policy.access.Role;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.CreateKeyRequest;
import io.tiergate.v1.RevokeKeyRequest;
import io.tiergate.v1.RotateKeyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls about keys, after the gate. A secret is in its reply and nowhere else. Thread-safe. */
final class KeyCalls {
    private static final Duration LONGEST_GRACE = Duration.ofDays(3_650);
    private static final int MAX_LABEL = 200;

    private final Keys keys;

    KeyCalls(Keys keys) {
        this.keys = keys;
    }

    CreateKeyReply create(CreateKeyRequest request, Caller caller) {
        if (request.getLabel().length() > MAX_LABEL) {
            throw Wire.invalid("a label has at most " + MAX_LABEL + " characters");
        }
        Instant expires = request.hasExpires()
                ? Instant.ofEpochSecond(
                        request.getExpires().getSeconds(), request.getExpires().getNanos())
                : null;
        return reply(keys.create(
                Wire.fleet(request.getFleet()),
                request.getTenant(),
                request.getLabel(),
                roles(request),
                checked(expires),
                new Note(caller.name(), "key created for " + subject(request))));
    }

    CreateKeyReply rotate(RotateKeyRequest request, Caller caller) {
        if (request.getGraceSeconds() < 0 || request.getGraceSeconds() > LONGEST_GRACE.toSeconds()) {
            throw Wire.invalid("grace_seconds is 0 to " + LONGEST_GRACE.toSeconds());
        }
        return reply(keys.rotate(
                Wire.fleet(request.getFleet()),
                Wire.required("key_id", request.getKeyId()),
                Duration.ofSeconds(request.getGraceSeconds()),
                new Note(caller.name(), "key " + request.getKeyId() + " rotated")));
    }

    Change revoke(RevokeKeyRequest request, Caller caller) {
        return keys.revoke(
                Wire.fleet(request.getFleet()),
                Wire.required("key_id", request.getKeyId()),
                new Note(caller.name(), "key " + request.getKeyId() + " revoked"));
    }

    private static CreateKeyReply reply(Keys.Outcome outcome) {
        return switch (outcome) {
            case Keys.Outcome.Refused refused -> throw Wire.refused(refused.refusal());
            case Keys.Outcome.Made made ->
                CreateKeyReply.newBuilder()
                        .setKeyId(made.key().id())
                        .setSecret(made.key().reveal())
                        .setGeneration(made.generation())
                        .build();
        };
    }

    private static Set<Role> roles(CreateKeyRequest request) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : request.getRolesList()) {
            try {
                roles.add(Role.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw Wire.invalid(
                        "there is no role '" + name + "'; roles are caller, viewer, publisher, operator, agent");
            }
        }
        if (roles.isEmpty()) {
            roles.add(Role.CALLER);
        }
        return roles;
    }

    private static @Nullable Instant checked(@Nullable Instant expires) {
        if (expires != null
                && (expires.isBefore(Instant.EPOCH) || expires.isAfter(Instant.parse("9999-01-01T00:00:00Z")))) {
            throw Wire.invalid("expires is not a time before the year 9999");
        }
        return expires;
    }

    private static String subject(CreateKeyRequest request) {
        return request.getTenant().isEmpty() ? "the platform team" : "tenant " + request.getTenant();
    }
}
