/**
 * {@code tiergate profile}: prompts over every model through a running gateway, judged by a stated oracle, written as a recorded set. Imports
 * {@code record}, {@code recorded}, {@code session} and {@code terminal}, and the policy module's answers and checks.
 */
@NullMarked
package io.tiergate.cli.profile;

import org.jspecify.annotations.NullMarked;
