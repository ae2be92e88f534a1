package io.tiergate.dataplane.record;

/** Lets one thread wait until another has news; news that comes before the wait is not lost. */
final class Waker {
    private boolean news;

    synchronized void wake() {
        news = true;
        notifyAll();
    }

    /** Returns when there was news since the last call; clears it. */
    synchronized void await() throws InterruptedException {
        while (!news) {
            wait();
        }
        news = false;
    }
}
