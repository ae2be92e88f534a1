package io.tiergate.policy.document;

import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Where a scalar's characters lie in the source, so that a mistake inside an expression is placed exactly. */
final class ScalarLayout {
    private ScalarLayout() {}

    static Node.Layout of(ScalarEvent event, Mark mark, Place place) {
        int[] source = mark.getBuffer();
        int start = mark.getPointer();
        return switch (event.getScalarStyle()) {
            case PLAIN -> verbatim(event, source, start, place, 0);
            case SINGLE_QUOTED, DOUBLE_QUOTED, JSON_SCALAR_STYLE -> verbatim(event, source, start, place, 1);
            case LITERAL -> literal(source, start, place);
            case FOLDED -> Node.Layout.UNKNOWN;
        };
    }

    private static Node.Layout verbatim(ScalarEvent event, int[] source, int start, Place place, int quote) {
        int[] value = event.getValue().codePoints().toArray();
        boolean asWritten = start + quote + value.length <= source.length;
        for (int i = 0; asWritten && i < value.length; i++) {
            asWritten = source[start + quote + i] == value[i] && value[i] != '\n';
        }
        return asWritten ? new Node.Layout(place.line(), place.column() + quote, 0) : Node.Layout.UNKNOWN;
    }

    /** A block after {@code |}: its lines follow as they are, all at one indent. An indent given in digits is left alone. */
    private static Node.Layout literal(int[] source, int start, Place place) {
        int i = start;
        while (i < source.length && source[i] != '\n') {
            if (source[i] >= '0' && source[i] <= '9') {
                return Node.Layout.UNKNOWN;
            }
            i++;
        }
        int indent = 0;
        for (i++; i < source.length && (source[i] == ' ' || source[i] == '\n'); i++) {
            indent = source[i] == '\n' ? 0 : indent + 1;
        }
        return new Node.Layout(place.line() + 1, indent + 1, indent + 1);
    }
}
