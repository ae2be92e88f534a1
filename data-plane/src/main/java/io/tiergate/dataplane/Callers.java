package io.tiergate.dataplane;

import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.gateway.FeedbackDesk;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.record.Authorizer;
import io.tiergate.dataplane.record.Feedback;
import io.tiergate.dataplane.record.FeedbackLog;
import io.tiergate.dataplane.subscription.Snapshots;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.Identification;
import io.tiergate.policy.access.Principal;
import io.tiergate.policy.access.Role;
import io.tiergate.transport.PresentedCredential;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What callers may do beside sending requests, by the current access document: read records, judge answers. */
@Singleton
final class Callers implements Authorizer, FeedbackDesk {
    private static final Set<Role> PLATFORM = Set.of(Role.VIEWER, Role.PUBLISHER, Role.OPERATOR);
    /** Who changes what is served may say of every tenant's answers what they are worth. */
    private static final Set<Role> JUDGES_ALL = Set.of(Role.PUBLISHER, Role.OPERATOR);

    private static final int MAX_ID_CHARS = 256;
    private static final int MAX_SOURCE_CHARS = 64;
    private static final int MAX_COMMENT_CHARS = 2_000;

    private final Snapshots snapshots;
    private final Admission admission;
    private final FeedbackLog feedbackLog;
    private final Clock clock;

    Callers(Snapshots snapshots, Admission admission, FeedbackLog feedbackLog, Clock clock) {
        this.snapshots = snapshots;
        this.admission = admission;
        this.feedbackLog = feedbackLog;
        this.clock = clock;
    }

    @Override
    public Optional<Reader> reader(PresentedCredential credential) {
        Principal principal = principal(credential);
        if (principal == null) {
            return Optional.empty();
        }
        if (principal.roles().stream().anyMatch(PLATFORM::contains)) {
            return Optional.of(new Reader.Everything());
        }
        return principal.roles().contains(Role.CALLER)
                ? Optional.of(new Reader.OwnTenant(principal.tenant()))
                : Optional.empty();
    }

    @Override
    public @Nullable Refusal accept(PresentedCredential credential, FeedbackDesk.Judgement given) {
        Principal principal = principal(credential);
        if (principal == null) {
            return Refusal.of(ErrorKind.UNAUTHENTICATED, "feedback needs a known key or certificate");
        }
        boolean platform = principal.roles().stream().anyMatch(JUDGES_ALL::contains);
        if (principal.tenant().isEmpty() && !platform) {
            return Refusal.of(
                    ErrorKind.FORBIDDEN,
                    "feedback is a tenant's own on its answers: send it with a key of the tenant's, or of the role publisher or operator");
        }
        if (given.decisionId().isBlank()) {
            return Refusal.of(ErrorKind.INVALID_REQUEST, "decision_id is missing: every reply carries it");
        }
        if (given.decisionId().length() > MAX_ID_CHARS) {
            return Refusal.of(
                    ErrorKind.INVALID_REQUEST,
                    "decision_id has at most " + MAX_ID_CHARS + " characters: send it as the reply had it");
        }
        if (!(given.score() >= 0 && given.score() <= 1)) {
            return Refusal.of(ErrorKind.INVALID_REQUEST, "score is 0 (wrong) to 1 (right)");
        }
        if (given.source().length() > MAX_SOURCE_CHARS || given.comment().length() > MAX_COMMENT_CHARS) {
            return Refusal.of(
                    ErrorKind.INVALID_REQUEST,
                    "source has at most " + MAX_SOURCE_CHARS + " characters, comment " + MAX_COMMENT_CHARS);
        }
        feedbackLog.offer(new Feedback(
                given.decisionId(),
                given.score(),
                given.source(),
                given.comment(),
                clock.millis(),
                new Feedback.Author(principal.name(), principal.tenant(), platform)));
        return null;
    }

    /** Who shows this credential; null: nobody who is known. */
    @Nullable
    Principal principal(PresentedCredential credential) {
        Running<Access> access = snapshots.current().access();
        if (access == null) {
            return null;
        }
        return switch (admission.identify(access.content(), credential)) {
            case Identification.Known known -> known.principal();
            case Identification.Unknown unknown -> null;
        };
    }
}
