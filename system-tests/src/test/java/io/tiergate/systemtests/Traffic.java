package io.tiergate.systemtests;

import io.tiergate.cli.stack.LocalAgent;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that ask the agents one question after another, until told to stop. A caller whose call breaks asks the other agent the same.
 * Thread-safe.
 */
final class Traffic implements AutoCloseable {
    private static final int CALLERS = 6;

    private final List<OpenAiApi> agents;
    private final Collection<OpenAiApi.Reply> answered = new ConcurrentLinkedQueue<>();
    private final Collection<String> broken = new ConcurrentLinkedQueue<>();
    private final Collection<String> unanswered = new ConcurrentLinkedQueue<>();
    private final List<Thread> callers = new ArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean stopping;

    /** Begins. */
    Traffic(LiveStack stack, String tenant) {
        agents = stack.agents().stream()
                .map((LocalAgent agent) -> stack.http(agent, tenant))
                .toList();
        for (int i = 0; i < CALLERS; i++) {
            int first = i;
            callers.add(Thread.ofVirtual().name("caller-" + i).start(() -> call(first)));
        }
    }

    /** How many ask at once, each one question at a time. */
    static int callers() {
        return CALLERS;
    }

    private void call(int first) {
        for (int turn = first; !stopping; turn++) {
            ask(turn, "Traffic question " + questions.incrementAndGet());
        }
    }

    private void ask(int turn, String question) {
        for (int attempt = 0; attempt < agents.size(); attempt++) {
            OpenAiApi agent = agents.get((turn + attempt) % agents.size());
            try {
                OpenAiApi.Reply reply = agent.ask("desk/chat", question, "x-tiergate-domain", "general");
                if (reply.status() == 200) {
                    answered.add(reply);
                    return;
                }
                unanswered.add(question + ": " + reply.body());
                return;
            } catch (ConnectException e) {
                // Nothing was sent: there is nobody, and the next agent is asked.
            } catch (IOException e) {
                broken.add(agent.base());
            }
        }
        unanswered.add(question + ": no agent took it");
    }

    /** Waits until that many more questions are answered. */
    void awaitAnswers(int more) {
        int goal = answered.size() + more;
        Eventually.so(goal + " questions are answered", () -> answered.size() >= goal);
    }

    /** Answers so far. */
    List<OpenAiApi.Reply> answered() {
        return List.copyOf(answered);
    }

    /** Where calls broke after they had been sent. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    /** Questions that no agent answered. */
    List<String> unanswered() {
        return List.copyOf(unanswered);
    }

    /** Asks nothing more and waits until running calls have ended. */
    void end() {
        stopping = true;
        for (Thread caller : callers) {
            try {
                caller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        end();
    }
}
