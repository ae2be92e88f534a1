package io.tiergate.policy.gate;

import io.tiergate.policy.gate.CompiledSchema.Outcome;
import io.tiergate.policy.gate.CompiledSchema.Outcome.Compiled;
import io.tiergate.policy.gate.CompiledSchema.Outcome.Refused;
import java.util.Optional;

/**
 * Fails an answer that its caller could not parse. With the request's own schema the whole text must be the JSON, as callers
 * hand it to a parser as it is. With the task's schema one code fence around all of it is tolerated, and nothing else: prose before or after
 * would break a caller too. Either schema describes the whole JSON document, wherever in it the compared answer stands. Skipped where there is no schema, or one
 * that does not compile (a task's is refused when its policy is compiled).
 */
final class SchemaCheck implements Check {
    /** Callers' schemas share one cache; the tasks' have their own, so that no caller can push them out. */
    private final SchemaCache ofRequests = new SchemaCache(256);

    private final SchemaCache ofTasks = new SchemaCache(1024);

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public CheckResult examine(CandidateAnswer answer) {
        if (answer.toolCalls()) {
            return CheckResult.skipped(name(), "calls tools");
        }
        boolean own = !answer.requestSchemaJson().isEmpty();
        String schemaJson = own ? answer.requestSchemaJson() : answer.spec().schemaJson();
        if (schemaJson.isEmpty()) {
            return CheckResult.skipped(name(), "no schema");
        }
        Outcome outcome = (own ? ofRequests : ofTasks).get(schemaJson);
        return switch (outcome) {
            case Refused(String reason) -> CheckResult.skipped(name(), reason);
            case Compiled(CompiledSchema schema) ->
                validate(schema, own ? answer.text() : StrictJson.unfenced(answer.text()));
        };
    }

    private CheckResult validate(CompiledSchema schema, String json) {
        Optional<String> problem = schema.problemOf(json);
        return problem.map(what -> CheckResult.failed(name(), what)).orElseGet(() -> CheckResult.passed(name()));
    }
}
