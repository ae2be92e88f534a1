package io.tiergate.simulator.recorded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a prompt says, in the one form that the OpenAI and the Anthropic API map onto: system texts first, joined by an empty
 * line; every text without white space around it; {@code developer} is {@code system}. Images, tools and options are not
 * part of it.
 */
public record Prompt(List<Message> messages) {
    public Prompt {
        messages = List.copyOf(messages);
    }

    /** Brings messages, as a request or a recorded line has them, into the one form. */
    public static Prompt of(List<Message> messages) {
        StringBuilder system = new StringBuilder();
        List<Message> rest = new ArrayList<>(messages.size());
        for (Message message : messages) {
            String text = message.text().strip();
            if (isSystem(message.role())) {
                system.append(system.isEmpty() ? "" : "\n\n").append(text);
            } else {
                rest.add(new Message(message.role(), text));
            }
        }
        if (!system.isEmpty()) {
            rest.addFirst(new Message("system", system.toString()));
        }
        return new Prompt(rest);
    }

    /** The identity by which recorded prompts are found. */
    public PromptKey key() {
        MessageDigest digest = sha256();
        for (Message message : messages) {
            update(digest, message.role());
            update(digest, message.text());
        }
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new PromptKey(bytes.getLong(), bytes.getLong());
    }

    private static boolean isSystem(String role) {
        return role.equals("system") || role.equals("developer");
    }

    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
