/**
 * Publishing and activating: checks documents with the code that agents run, stores them, works out the next manifest, takes the next
 * generation, and puts its content on the board. May import {@code store}, {@code snapshot} and {@code policy}.
 */
@NullMarked
package io.tiergate.controlplane.publish;

import org.jspecify.annotations.NullMarked;
