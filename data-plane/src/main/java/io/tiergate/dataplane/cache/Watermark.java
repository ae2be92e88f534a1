package io.tiergate.dataplane.cache;

/**
 * Entries that are served no more: those that are meant, and were stored up to a moment. It only rises: two of the same selection are as good
 * as the later one.
 *
 * @param selection which entries are meant
 * @param untilMillis epoch milliseconds; an entry that was stored then is meant, too
 */
public record Watermark(Selection selection, long untilMillis) {
    /** Whether it is meant. */
    boolean covers(CachedAnswer.Labels labels, String decisionId, long storedAtMillis) {
        if (storedAtMillis > untilMillis) {
            return false;
        }
        String name = selection.name();
        return switch (selection.kind()) {
            case ALL -> true;
            case TENANT -> labels.tenant().equals(name);
            case USER -> name.equals(labels.user());
            case POLICY -> labels.policy().equals(name);
            case DECISION -> decisionId.equals(name);
            case TAG ->
                labels.tags().entrySet().stream()
                        .anyMatch(tag ->
                                Selection.ofTag(tag.getKey(), tag.getValue()).equals(selection));
        };
    }

    /**
     * Which entries are meant.
     *
     * @param kind by what they are told
     * @param name of the tenant, user, policy or decision; {@code NAME=VALUE} of a tag; empty for all
     */
    public record Selection(Kind kind, String name) {
        static Selection ofTag(String name, String value) {
            return new Selection(Kind.TAG, name + "=" + value);
        }
    }

    /** By what entries are told. The number is part of what agents share: never reuse or change one. */
    public enum Kind {
        ALL(0),
        TENANT(1),
        USER(2),
        POLICY(3),
        TAG(4),
        DECISION(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of selection has the number " + number);
        }
    }
}
