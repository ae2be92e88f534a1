/**
 * Who may call: tenants, API keys (hashed), limits, budgets, roles. May import {@code document}.
 */
@NullMarked
package io.tiergate.policy.access;

import org.jspecify.annotations.NullMarked;
