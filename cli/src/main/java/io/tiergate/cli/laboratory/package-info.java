/** {@code train}, {@code eval}, {@code calibrate}, {@code project}: the laboratory on the command line. */
@NullMarked
package io.tiergate.cli.laboratory;

import org.jspecify.annotations.NullMarked;
