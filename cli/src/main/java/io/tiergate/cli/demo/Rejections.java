package io.tiergate.cli.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Why answers of one decision were not served. */
final class Rejections {
    private static final String NOT_ACCEPTED = "not accepted";

    private Rejections() {}

    /** A reason for each rung that was left, in a few words. */
    static List<String> of(JsonNode record) {
        List<String> reasons = new ArrayList<>();
        boolean hybrid = record.at("/plan/strategy").asString("").equals("hybrid");
        int servedNumber = record.at("/end/attempt").asInt(-1);
        for (JsonNode step : record.path("steps")) {
            JsonNode attempts = step.path("attempts");
            boolean served = false;
            for (JsonNode attempt : attempts) {
                served |= attempt.path("number").asInt(-2) == servedNumber;
            }
            if (!served) {
                String reason = attempts.size() > 1 ? panel(attempts) : single(attempts.path(0));
                reasons.add(hybrid && reason.equals(NOT_ACCEPTED) ? "another answer was worth its price" : reason);
            }
        }
        return reasons;
    }

    private static String panel(JsonNode attempts) {
        Set<String> answers = new HashSet<>();
        for (JsonNode attempt : attempts) {
            answers.add(attempt.path("answer").asString(""));
        }
        return answers.size() == 1 && !answers.contains("") ? single(attempts.path(0)) : "the cheap models disagree";
    }

    private static String single(JsonNode attempt) {
        String ending = attempt.path("ending").asString("");
        if (!ending.equals("answered")) {
            return "the call failed: " + ending.replace('_', ' ');
        }
        for (JsonNode check : attempt.path("checks")) {
            if (check.path("outcome").asString("").equals("failed")) {
                return "check " + check.path("check").asString("") + " failed";
            }
        }
        return NOT_ACCEPTED;
    }
}
