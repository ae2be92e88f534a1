package io.tiergate.policy.document;

/**
 * A place in a document.
 *
 * @param path JSON Pointer; empty for the whole document
 * @param line from 1; 0 when unknown
 * @param column from 1, in code points; 0 when unknown
 */
public record Place(String path, int line, int column) {
    /** The document as a whole, at no known line. */
    public static final Place NOWHERE = new Place("", 0, 0);

    /** The path of a member: {@code path}, a slash, and the escaped name. */
    String child(String name) {
        return path + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The same path at another line and column. */
    Place at(int otherLine, int otherColumn) {
        return new Place(path, otherLine, otherColumn);
    }
}
