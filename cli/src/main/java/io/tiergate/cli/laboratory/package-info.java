/** {@code train}, {@code eval}: the laboratory on the command line. */
@NullMarked
package io.tiergate.cli.laboratory;

import org.jspecify.annotations.NullMarked;
