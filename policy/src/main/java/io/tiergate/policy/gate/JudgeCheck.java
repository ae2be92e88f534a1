package io.tiergate.policy.gate;

/** Leaves every answer to the judge that the policy names. */
record JudgeCheck() implements SoftCheck {
    static final String NAME = "judge";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding weigh(Testimony testimony) {
        return new Finding.Open();
    }
}
