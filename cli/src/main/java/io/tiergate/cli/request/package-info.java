/** Requests through an agent's gateway: {@code tiergate complete} and {@code tiergate decide}. Imports {@code session} and {@code terminal}. */
@NullMarked
package io.tiergate.cli.request;

import org.jspecify.annotations.NullMarked;
