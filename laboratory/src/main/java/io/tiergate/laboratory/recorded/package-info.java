/** Recorded sets: real prompts with the real answers of several models, what each is worth and what it costs. */
@NullMarked
package io.tiergate.laboratory.recorded;

import org.jspecify.annotations.NullMarked;
