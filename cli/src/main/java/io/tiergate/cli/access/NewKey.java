package io.tiergate.cli.access;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.v1.CreateKeyReply;

/** Shows a key once: the secret alone on standard output, so that it can be kept by a script. */
final class NewKey {
    private NewKey() {}

    static int show(Session session, CreateKeyReply reply, String what) {
        session.show(
                JsonText.object(
                        "key_id", reply.getKeyId(), "secret", reply.getSecret(), "generation", reply.getGeneration()),
                () -> reply.getSecret() + "\n");
        if (!session.json()) {
            session.terminal()
                    .note("key " + reply.getKeyId() + " " + what + ", access generation " + reply.getGeneration()
                            + "; keep it: it is not shown again");
        }
        return 0;
    }
}
