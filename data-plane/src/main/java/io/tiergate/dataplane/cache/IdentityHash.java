package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequest.Turn;
import io.tiergate.dataplane.model.Span;
import io.tiergate.policy.document.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes one request's identity. Every field is written as its tag, then its values, each with its length before it, so that no two
 * different identities feed the hash the same bytes. Confined to one request.
 */
final class IdentityHash {
    private static final IdentityField[] FIELDS = IdentityField.values();
    /** Ends a list; no length or index is negative. */
    private static final int END = -1;

    private static final String FORMAT = "tiergate cache identity 1";
    /** What is shorter is gathered: an update of the hash costs as much as two hundred bytes in one. */
    private static final int GATHERED_BYTES = 512;

    private final CacheScope scope;
    private final ChatRequest request;
    /** Of the body's members, sorted; beside each the field that it belongs to. */
    private final String[] names;

    private final @Nullable IdentityField[] fieldsOfNames;
    private final int lastUserTurn;
    private final MessageDigest sha = Digest.sha256();
    private final byte[] gathered = new byte[GATHERED_BYTES];
    private int gatheredBytes;

    IdentityHash(CacheScope scope, ChatRequest request) {
        this.scope = scope;
        this.request = request;
        this.names = request.members().keySet().toArray(new String[0]);
        Arrays.sort(names);
        this.fieldsOfNames = new IdentityField[names.length];
        for (int i = 0; i < names.length; i++) {
            fieldsOfNames[i] = IdentityField.ofMember(names[i]);
        }
        this.lastUserTurn = lastUserTurn(request.turns());
    }

    CacheIdentity over(Set<IdentityField> fields) {
        text(FORMAT);
        for (IdentityField field : FIELDS) {
            if (field != IdentityField.LAST_USER_TURN && fields.contains(field)) {
                write(field);
            }
        }
        Digest partition = partitionSoFar();
        if (fields.contains(IdentityField.LAST_USER_TURN)) {
            write(IdentityField.LAST_USER_TURN);
        }
        hashGathered();
        return new CacheIdentity(partition, scope.epoch(), CacheKey.of(sha.digest()));
    }

    private void write(IdentityField field) {
        number(field.tag());
        switch (field) {
            case TENANT -> optional(scope.tenant());
            case POLICY -> text(scope.policy());
            case EPOCH -> bytes(scope.epoch().toBytes());
            case TASK -> text(scope.task());
            case TIER_CONSTRAINTS -> text(scope.constraints());
            case EMBEDDING_MODEL -> optional(scope.embeddingModel());
            case INSTRUCTIONS -> turns(true);
            case CONVERSATION -> turns(false);
            case TOOLS, TOOL_CHOICE, RESPONSE_FORMAT, SAMPLING, OTHER_MEMBERS -> members(field);
            case LAST_USER_TURN -> lastTurn();
        }
    }

    /** Each turn with its place, so that instructions between other turns are not taken for ones before them. */
    private void turns(boolean instructing) {
        List<Turn> turns = request.turns();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (i != lastUserTurn && turn.instructs() == instructing) {
                number(i);
                span(turn.span());
            }
        }
        number(END);
    }

    private void lastTurn() {
        number(lastUserTurn);
        if (lastUserTurn >= 0) {
            span(request.turns().get(lastUserTurn).span());
        }
    }

    private void members(IdentityField field) {
        for (int i = 0; i < names.length; i++) {
            if (fieldsOfNames[i] == field) {
                text(names[i]);
                span(Objects.requireNonNull(request.members().get(names[i])));
            }
        }
        number(END);
    }

    private Digest partitionSoFar() {
        hashGathered();
        try {
            return Digest.fromBytes(((MessageDigest) sha.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's SHA-256 can be cloned", e);
        }
    }

    private void optional(@Nullable String value) {
        if (value == null) {
            number(END);
        } else {
            text(value);
        }
    }

    private void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] value) {
        number(value.length);
        feed(value, 0, value.length);
    }

    private void span(Span value) {
        number(value.length());
        feed(request.body(), value.start(), value.length());
    }

    private void number(int value) {
        makeRoom(Integer.BYTES);
        gathered[gatheredBytes++] = (byte) (value >>> 24);
        gathered[gatheredBytes++] = (byte) (value >>> 16);
        gathered[gatheredBytes++] = (byte) (value >>> 8);
        gathered[gatheredBytes++] = (byte) value;
    }

    private void feed(byte[] from, int start, int length) {
        makeRoom(length);
        if (length > GATHERED_BYTES) {
            sha.update(from, start, length);
        } else {
            System.arraycopy(from, start, gathered, gatheredBytes, length);
            gatheredBytes += length;
        }
    }

    private void makeRoom(int bytes) {
        if (bytes > GATHERED_BYTES - gatheredBytes) {
            hashGathered();
        }
    }

    private void hashGathered() {
        sha.update(gathered, 0, gatheredBytes);
        gatheredBytes = 0;
    }

    private static int lastUserTurn(List<Turn> turns) {
        int i = turns.size() - 1;
        while (i >= 0 && !turns.get(i).role().equals("user")) {
            i--;
        }
        return i;
    }
}
