package io.tiergate.dataplane.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Objects;

/**
 * Ends what a caller does not take, at once and with all that waits for it. Closing a connection would wait until the caller has taken that. On the
 * connection's event loop.
 */
final class HangUp {
    private HangUp() {}

    /** Ends a request: alone, where its connection has others. */
    static void on(HttpServerRequest request) {
        ChannelHandlerContext context = context(request.connection());
        if (request.version() != HttpVersion.HTTP_2) {
            on(request.connection());
        } else if (context.handler() instanceof Http2ConnectionHandler streams) {
            // Vert.x resets no stream whose answer is whole, taken or not.
            var _ = streams.resetStream(
                    context, (int) request.streamId(), Http2Error.CANCEL.code(), context.newPromise());
            context.flush();
        }
    }

    /** Ends a connection. */
    static void on(HttpConnection connection) {
        Channel channel = context(connection).channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        // From the innermost on: TLS would have a last word first, for which there is no room either.
        var _ = Objects.requireNonNull(channel.pipeline().firstContext()).close();
    }

    /** Bytes that wait for the caller to take them, as far as they are more than may. */
    static long waiting(HttpConnection connection) {
        return context(connection).channel().bytesBeforeWritable();
    }

    private static ChannelHandlerContext context(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext();
    }
}
