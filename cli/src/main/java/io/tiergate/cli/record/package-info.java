/**
 * Decision records: {@code tiergate explain}, {@code records}, {@code cost}, {@code replay}. Imports {@code session}, {@code terminal} and the
 * policy module's replay.
 */
@NullMarked
package io.tiergate.cli.record;

import org.jspecify.annotations.NullMarked;
