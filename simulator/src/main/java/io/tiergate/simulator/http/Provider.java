package io.tiergate.simulator.http;

import io.tiergate.simulator.answer.Answers;
import io.tiergate.simulator.answer.Composer;
import io.tiergate.simulator.answer.Models;
import io.tiergate.simulator.answer.Quotes;
import io.tiergate.simulator.bill.Bill;
import io.tiergate.simulator.fault.Faults;
import java.time.InstantSource;

/**
 * The simulated provider: all that its calls share. Thread-safe.
 *
 * @param models what can be called
 * @param answers what is said
 * @param composer how it is said
 * @param faults what goes wrong
 * @param bill what it costs
 * @param quotes what the recorded prompts would cost
 * @param thinkTime how long it takes
 * @param clock the time stated in replies and on the bill
 */
public record Provider(
        Models models,
        Answers answers,
        Composer composer,
        Faults faults,
        Bill bill,
        Quotes quotes,
        ThinkTime thinkTime,
        InstantSource clock) {}
