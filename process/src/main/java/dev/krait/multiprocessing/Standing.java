package dev.krait.multiprocessing;

import dev.krait.multiprocessing.internal.child.ChildProcess;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a {@link Process} object stands for, as seen from this process. */
sealed interface Standing {
    /** The process id, null if there is no process. */
    default @Nullable Long pid() {
        return null;
    }

    /** The exit code, null if there is none or if it is not known here. */
    default @Nullable Integer exitCode() {
        return null;
    }

    /** Whether it runs. */
    default boolean isAlive() {
        return false;
    }

    /** What is over when the process is; null where that cannot be waited for. */
    default @Nullable CompletableFuture<?> end() {
        return null;
    }

    /** The word for it in a description. */
    default String word() {
        return isAlive() ? "started" : "stopped";
    }

    /** Not started yet. */
    record Initial() implements Standing {
        @Override
        public String word() {
            return "initial";
        }
    }

    /** Started by this process. */
    record Child(ChildProcess process) implements Standing {
        @Override
        public Long pid() {
            return process.pid();
        }

        @Override
        public @Nullable Integer exitCode() {
            return process.exit().isDone() ? process.exit().join() : null;
        }

        @Override
        public boolean isAlive() {
            return !process.exit().isDone();
        }

        @Override
        public CompletableFuture<?> end() {
            return process.exit();
        }
    }

    /** This very process. */
    record Self() implements Standing {
        @Override
        public Long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public boolean isAlive() {
            return true;
        }
    }

    /** The process that started this one. Looked for only when asked for, since that costs a thread. */
    record Parent(long id) implements Standing {
        @Override
        public Long pid() {
            return id;
        }

        @Override
        public boolean isAlive() {
            return handle().isPresent();
        }

        @Override
        public @Nullable CompletableFuture<?> end() {
            return handle().<CompletableFuture<?>>map(ProcessHandle::onExit).orElse(null);
        }

        /** A process whose parent has ended gets another one at once. */
        private Optional<ProcessHandle> handle() {
            return ProcessHandle.current().parent().filter(parent -> parent.pid() == id);
        }
    }

    /** Given up by {@code close()}. */
    record Closed() implements Standing {
        @Override
        public String word() {
            return "closed";
        }
    }

    /** Waits for something that never fails; false if it was not in time. */
    static boolean await(CompletableFuture<?> future, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for a process");
        }
        try {
            if (nanos == Long.MAX_VALUE) {
                future.get();
            } else {
                future.get(nanos, TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            return future.isDone();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot be known", e);
        }
    }
}
