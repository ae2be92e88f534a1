/**
 * Tokens and money, exact: token classes, prices, micro-dollars, ledger lines.
 */
@NullMarked
package io.tiergate.policy.cost;

import org.jspecify.annotations.NullMarked;
