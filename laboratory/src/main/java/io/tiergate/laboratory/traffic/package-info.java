/**
 * What decision records and feedback teach: which answers were judged, and what a judgement may be learned from, given why that model was
 * asked and why its answer was served. May import {@code recorded}.
 */
@NullMarked
package io.tiergate.laboratory.traffic;

import org.jspecify.annotations.NullMarked;
