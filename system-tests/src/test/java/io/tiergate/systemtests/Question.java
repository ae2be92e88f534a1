package io.tiergate.systemtests;

import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;

/** Requests over gRPC. */
final class Question {
    private Question() {}

    static CompleteRequest of(String model, String text, String session) {
        return CompleteRequest.newBuilder()
                .setModel(model)
                .setDeclared(Declared.newBuilder().setSession(session))
                .addMessages(turn("user", text))
                .build();
    }

    /** A turn of plain text. */
    static Message turn(String role, String text) {
        Role known = switch (role) {
            case "system" -> Role.ROLE_SYSTEM;
            case "user" -> Role.ROLE_USER;
            case "assistant" -> Role.ROLE_ASSISTANT;
            default -> throw new IllegalArgumentException("no prompt has the role " + role);
        };
        return Message.newBuilder()
                .setRole(known)
                .addContent(ContentPart.newBuilder().setText(text))
                .build();
    }
}
