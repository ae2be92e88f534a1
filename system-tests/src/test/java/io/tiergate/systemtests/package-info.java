/**
 * Tests of the whole: the real processes against each other on loopback, seen as callers, operators and accidents see them.
 */
@NullMarked
package io.tiergate.systemtests;

import org.jspecify.annotations.NullMarked;
