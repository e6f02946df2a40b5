package dev.krait.threading;

/** The door of an iterator's source: one thread inside, and nobody twice. */
final class OneAtATime {
    private final RLock lock;

    OneAtATime(Object subject) {
        this.lock = new RLock(subject);
    }

    void enter() {
        if (lock.mine()) {
            throw new IllegalStateException("the source of a shared iterator asks that iterator for an item,"
                    + " which waits for the source; let the source use its own data");
        }
        lock.acquireUninterruptibly();
    }

    void leave() {
        lock.release();
    }

    @Override
    public String toString() {
        return lock.locked() ? "busy" : "idle";
    }
}
