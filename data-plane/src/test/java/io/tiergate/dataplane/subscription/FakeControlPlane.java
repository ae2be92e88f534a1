package io.tiergate.dataplane.subscription;

import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.Update;
import java.util.ArrayList;
import java.util.List;

/** A control plane without a network. The test speaks for it, on the newest stream. */
final class FakeControlPlane implements ControlPlane {
    final List<Stream> streams = new ArrayList<>();

    @Override
    public Connection connect(ClientMessage hello, Listener listener) {
        Stream stream = new Stream(listener);
        stream.heard.add(hello);
        streams.add(stream);
        return stream;
    }

    Stream newest() {
        return streams.getLast();
    }

    static final class Stream implements Connection {
        final Listener listener;
        final List<ClientMessage> heard = new ArrayList<>();
        int allowed = 1;
        boolean ended;

        Stream(Listener listener) {
            this.listener = listener;
        }

        void send(Update update) {
            listener.received(update);
        }

        @Override
        public void send(ClientMessage message) {
            heard.add(message);
        }

        @Override
        public void requestNext() {
            allowed++;
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void abort(String reason) {
            listener.broken(new Break(false, reason));
        }
    }
}
