package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

class ThreadingTest {
    @Test
    void mainThread_isTheJvmsFirst_alwaysListedAndNoDaemon() throws Exception {
        Thread main = Threading.mainThread();

        assertThat(main.getName()).isEqualTo("MainThread");
        assertThat(main.isDaemon()).isFalse();
        assertThat(main.isAlive()).isTrue();
        assertThat(main.javaThread())
                .isNotNull()
                .extracting(java.lang.Thread::getName)
                .isEqualTo("main");
        assertThat(Threading.enumerate()).startsWith(main);
        assertThatThrownBy(main::start).isInstanceOf(IllegalStateException.class);
        Runners.join(Runners.started(() -> {
            assertThat(main.join(Duration.ZERO)).isFalse();
            assertThat(Threading.mainThread()).isSameAs(main);
        }));
    }

    @Test
    void currentThread_inTheMainThread_isTheMainThread() throws Exception {
        Thread seen = Threading.currentThread();
        boolean weAreMain =
                java.lang.Thread.currentThread() == Threading.mainThread().javaThread();

        assertThat(seen == Threading.mainThread()).isEqualTo(weAreMain);
        assertThat(Threading.currentThread()).isSameAs(seen);
    }

    @Test
    void enumerate_listsStartedThreadsAndDaemons_neverUnstartedOrFinishedOnes() throws Exception {
        var goOn = new Event();
        var unstarted = new Thread(() -> {});
        Thread finished = Runners.started(() -> {});
        Runners.join(finished);
        Thread running = Runners.started(goOn::await);
        var daemon = new Thread(goOn::await, ThreadOptions.defaults().withDaemon(true));
        daemon.start();

        List<Thread> all = Threading.enumerate();
        assertThat(all).contains(running, daemon, Threading.mainThread()).doesNotContain(unstarted, finished);
        assertThat(Threading.activeCount()).isEqualTo(all.size());

        goOn.set();
        Runners.join(running, daemon);
        assertThat(Threading.enumerate()).doesNotContain(running, daemon);
    }

    @Test
    void enumerate_returnsANewList() {
        List<Thread> list = Threading.enumerate();
        list.clear();

        assertThat(Threading.enumerate()).isNotEmpty();
    }

    @Test
    void currentThread_inAForeignThread_isADaemonicDummyWhileThatLives() throws Exception {
        var dummies = Collections.synchronizedList(new ArrayList<Thread>());
        var asked = new Event();
        var goOn = new Event();
        var foreign = new java.lang.Thread(
                () -> {
                    dummies.add(Threading.currentThread());
                    dummies.add(Threading.currentThread());
                    asked.set();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                "pool-7");
        int number = Integer.parseInt(new Thread().getName().substring("Thread-".length()));
        foreign.start();
        asked.await();

        Thread dummy = dummies.get(0);
        assertThat(dummies.get(1)).isSameAs(dummy);
        assertThat(dummy.getName()).isEqualTo("Dummy-" + (number + 1) + " (pool-7)");
        assertThat(dummy.isDaemon()).isTrue();
        assertThat(dummy.isAlive()).isTrue();
        assertThat(dummy.ident()).isNotNull();
        assertThat(Threading.enumerate()).contains(dummy);
        assertThatThrownBy(dummy::join).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> dummy.join(Runners.SHORT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(dummy::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> dummy.setDaemon(false)).isInstanceOf(IllegalStateException.class);
        dummy.setName("renamed");
        assertThat(foreign.getName()).isEqualTo("pool-7");

        goOn.set();
        foreign.join();
        assertThat(dummy.isAlive()).isFalse();
        assertThat(Threading.enumerate()).doesNotContain(dummy);
    }

    @Test
    void foreignThreads_thatHaveEnded_areForgotten() throws Exception {
        for (int i = 0; i < 300; i++) {
            var foreign = new java.lang.Thread(Threading::currentThread);
            foreign.start();
            foreign.join();
        }

        assertThat(Threading.enumerate())
                .noneMatch(thread -> thread.getName().startsWith("Dummy-") && !thread.isAlive());
    }

    @Test
    void getIdent_isTheIdentOfTheCurrentThread() throws Exception {
        var idents = new ArrayList<Long>();
        Thread thread = Runners.started(() -> idents.add(Threading.getIdent()));
        Runners.join(thread);

        assertThat(idents).containsExactly(thread.ident());
        assertThat(Threading.getIdent()).isNotZero().isNotEqualTo(idents.get(0));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void getNativeId_isTheKernelsNumber() throws Exception {
        long mine = Threading.getNativeId();
        var others = new ArrayList<Long>();
        Runners.join(Runners.started(() -> others.add(Threading.getNativeId())));

        assertThat(java.nio.file.Path.of("/proc/self/task/" + mine)).isDirectory();
        assertThat(Threading.getNativeId()).isEqualTo(mine);
        assertThat(others.get(0)).isNotEqualTo(mine);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void getNativeId_ofAVirtualThread_isRefused() throws Exception {
        Runners.join(Runners.started(
                () -> assertThatThrownBy(Threading::getNativeId)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("getIdent()"),
                true));
    }

    @Test
    void timeoutMax_isAcceptedAndOneMoreNanosecondIsNot() throws Exception {
        assertThat(new Lock().acquire(Threading.TIMEOUT_MAX)).isTrue();
        assertThatThrownBy(() -> new RLock().acquire(Threading.TIMEOUT_MAX.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stackSize_returnsTheOldSetting_andWithoutArgumentResets() throws Exception {
        assertThat(Threading.stackSize(512 * 1024)).isZero();
        assertThat(Threading.stackSize(256 * 1024)).isEqualTo(512 * 1024);
        Runners.join(Runners.started(() -> {}));
        assertThat(Threading.stackSize()).isEqualTo(256 * 1024);
        assertThat(Threading.stackSize()).isZero();
    }

    @Test
    void stackSize_tooSmallOrNegative_isRefusedAndChangesNothing() {
        Threading.stackSize(64 * 1024);

        assertThatThrownBy(() -> Threading.stackSize(1024))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stack size not valid");
        assertThatThrownBy(() -> Threading.stackSize(-1)).isInstanceOf(IllegalArgumentException.class);

        assertThat(Threading.stackSize(0)).isEqualTo(64 * 1024);
    }

    @Test
    void stackSize_isWhatNewThreadsGet() throws Exception {
        int small = depthOnAStackOf(256 * 1024);
        int large = depthOnAStackOf(16 * 1024 * 1024);

        assertThat(large).isGreaterThan(4 * small);
    }

    private static int depthOnAStackOf(long bytes) throws Exception {
        Threading.stackSize(bytes);
        var depth = new int[1];
        Thread thread;
        try {
            thread =
                    Runners.started(() -> assertThatThrownBy(() -> dive(depth)).isInstanceOf(StackOverflowError.class));
        } finally {
            Threading.stackSize(0);
        }
        Runners.join(thread);
        return depth[0];
    }

    @SuppressWarnings("InfiniteRecursion") // Until the stack ends, which is what is measured.
    private static void dive(int[] depth) {
        depth[0]++;
        dive(depth);
    }

    @Test
    void mainThread_isFound_alsoIfItWasRenamed() {
        java.lang.Thread main = Threading.mainThread().javaThread();
        assertThat(main).isNotNull();
        String name = main.getName();
        main.setName("renamed");
        try {
            assertThat(ThreadRegistry.findMain()).isSameAs(main);
        } finally {
            main.setName(name);
        }
    }

    @Test
    void stackSize_beyondWhatTheJvmTakes_isRefusedAndChangesNothing() {
        long most = 1024L * 1024 * 1024;

        assertThatThrownBy(() -> Threading.stackSize(most + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stack size not valid");
        assertThat(Threading.stackSize(most)).isZero();
        assertThat(Threading.stackSize()).isEqualTo(most);
    }
}
