/**
 * Learns estimates from graded answers: priors per task, what answers say of each other, what to ask first. May import
 * {@code recorded} and {@code traffic}.
 */
@NullMarked
package io.tiergate.laboratory.train;

import org.jspecify.annotations.NullMarked;
