package io.tiergate.dataplane.record;

/**
 * A place in a log.
 *
 * @param file number of the file
 * @param offset byte in it
 */
record Position(long file, long offset) {
    /** Before everything. */
    static final Position START = new Position(0, 0);
}
