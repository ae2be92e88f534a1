/**
 * Judges attempts: runs the task's checks over an answer and reads its canonical form. Pure. May import {@code model}.
 */
@NullMarked
package io.tiergate.dataplane.gate;

import org.jspecify.annotations.NullMarked;
