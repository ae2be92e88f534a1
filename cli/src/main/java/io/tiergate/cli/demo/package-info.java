/**
 * {@code tiergate demo}: the real system on loopback, real traffic through it, and a report of what was saved and what was proved. Knows
 * the stack, its records and nothing of how a service works inside.
 */
@NullMarked
package io.tiergate.cli.demo;

import org.jspecify.annotations.NullMarked;
