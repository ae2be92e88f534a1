package io.tiergate.dataplane.pipeline;

/** The policy of tests about failures and budgets. */
final class BoundedPolicy {
    private BoundedPolicy() {}

    /** A policy of that name; its budget is that line of YAML, and its {@code loose} consensus has no hard check to fail. */
    static String policy(String name, String budget) {
        return """
                policy: %s
                tiers:
                  - { name: small, targets: [ { model: p/small } ] }
                  - { name: mid,   targets: [ { model: p/mid } ] }
                  - { name: pair,  specialist: true, targets: [ { model: p/small }, { model: p/small2 } ] }
                tasks:
                  draft: { owner: ops, strategy: cascade, gate: [finish], output_tokens: 10 }
                  pair:  { owner: ops, strategy: fixed, tier: pair }
                  risky: { owner: ops, strategy: consensus, answer: { kind: number }, output_tokens: 10, gate: [refusal],
                           rungs: [ { ask: [p/small, b/broken, b/unreadable], agree: 2 }, { tier: mid } ] }
                  loose: { owner: ops, strategy: consensus, answer: { kind: number }, output_tokens: 10,
                           rungs: [ { ask: [p/small, p/small2], agree: 2 }, { tier: mid } ] }
                default_task: draft
                budget: { %s }
                timeouts: { first_token: 300ms, idle: 300ms }
                """.formatted(name, budget);
    }
}
