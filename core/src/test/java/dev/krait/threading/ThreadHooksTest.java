package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadHooksTest {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void takeHooksAway() {
        Threading.settrace(null);
        Threading.setprofile(null);
    }

    @Test
    void hooks_runInEachNewThreadBeforeItsRun_traceFirst() throws Exception {
        Threading.setprofile(thread -> calls.add("profile " + (thread == Threading.currentThread())));
        Threading.settrace(thread -> calls.add("trace " + (thread == Threading.currentThread())));

        Runners.join(Runners.started(() -> calls.add("run")));

        assertThat(calls).containsExactly("trace true", "profile true", "run");
    }

    @Test
    void hooks_doNotTouchRunningThreads_andCanBeTakenAway() throws Exception {
        var goOn = new Event();
        Thread running = Runners.started(goOn::await);
        ThreadHook hook = thread -> calls.add(thread.getName());

        Threading.settrace(hook);
        Threading.setprofile(hook);
        assertThat(Threading.gettrace()).isSameAs(hook);
        assertThat(Threading.getprofile()).isSameAs(hook);
        Threading.settrace(null);
        Threading.setprofile(null);
        assertThat(Threading.gettrace()).isNull();
        assertThat(Threading.getprofile()).isNull();

        goOn.set();
        Runners.join(running, Runners.started(() -> {}));
        assertThat(calls).isEmpty();
    }

    @Test
    void allThreadsForms_alsoTellOfRunningThreads() throws Exception {
        var goOn = new Event();
        var running = new Thread(goOn::await, "running");
        running.start();

        Threading.settraceAllThreads(thread -> calls.add("trace " + thread.getName()));
        Threading.setprofileAllThreads(thread -> calls.add("profile " + thread.getName()));
        assertThat(calls).contains("trace running", "trace MainThread", "profile running", "profile MainThread");

        calls.clear();
        var later = new Thread(() -> {}, "later");
        later.start();
        Runners.join(later);
        assertThat(calls).containsExactly("trace later", "profile later");
        Threading.settraceAllThreads(null);
        Threading.setprofileAllThreads(null);
        assertThat(Threading.gettrace()).isNull();
        goOn.set();
        Runners.join(running);
    }

    @Test
    void hook_thatThrows_failsTheNewThreadInsteadOfRunningIt() throws Exception {
        Threading.settrace(thread -> {
            throw new IOException("no profiler");
        });
        try (var quiet = new QuietHook()) {
            var thread = new Thread(() -> calls.add("run"));
            thread.start();

            assertThatThrownBy(thread::joinOrThrow).isInstanceOf(IOException.class);
            assertThat(quiet.told()).hasSize(1);
        }

        assertThat(calls).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nativeIdAsAHook_letsAllThreadsKnowTheirKernelId() throws Exception {
        var goOn = new Event();
        var running = new Event();
        Threading.settrace(Thread::nativeId);
        Thread thread = Runners.started(() -> {
            running.set();
            goOn.await();
        });

        running.await();

        assertThat(thread.nativeId()).isNotNull();
        goOn.set();
        Runners.join(thread);
    }
}
