package io.tiergate.laboratory.calibrate;

/** A text whose layout does not let a change be made in place. */
public final class UnchangeableException extends Exception {
    private static final long serialVersionUID = 1;

    UnchangeableException(String where, String what) {
        super(where + " " + what);
    }
}
