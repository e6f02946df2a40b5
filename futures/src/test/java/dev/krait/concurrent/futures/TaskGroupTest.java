package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What does not depend on where the tasks of a group run. */
class TaskGroupTest {
    @Test
    void toString_holdsNobodyUpWhileItAsksTheExecutor() {
        var group = new CompletableFuture<TaskGroup>();
        class AsksTheGroup extends ThreadPoolExecutor {
            AsksTheGroup() {
                super(1);
            }

            @Override
            public String toString() {
                var stopped = CompletableFuture.supplyAsync(group.join()::isStopped);
                return "stopped: " + stopped.orTimeout(10, TimeUnit.SECONDS).join();
            }
        }
        try (var executor = new AsksTheGroup();
                var asked = new TaskGroup(executor)) {
            group.complete(asked);
            assertThat(asked).hasToString("TaskGroup[0 tasks at work, over stopped: false]");
        }
    }
}
