package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

class ThreadTest {
    @Nested
    class OnPlatformThreads implements ThreadContract {
        @Override
        public boolean virtual() {
            return false;
        }
    }

    @Nested
    @EnabledForJreRange(min = JRE.JAVA_21)
    class OnVirtualThreads implements ThreadContract {
        @Override
        public boolean virtual() {
            return true;
        }
    }

    private static void work() {}

    private static int numberOf(String name) {
        return Integer.parseInt(name.replaceAll("^(Thread|Dummy)-(\\d+).*", "$2"));
    }

    @Test
    void name_byDefault_hasOneNumberForAll_andTheTarget() {
        Thread plain = new Thread();
        Thread method = new Thread(ThreadTest::work);
        Thread lambda = new Thread(() -> {});
        Thread object = new Thread(new Job());

        assertThat(plain.getName()).matches("Thread-\\d+");
        assertThat(method.getName()).matches("Thread-\\d+ \\(work\\)");
        assertThat(lambda.getName())
                .matches("Thread-\\d+ \\(lambda in name_byDefault_hasOneNumberForAll_andTheTarget\\)");
        assertThat(object.getName()).matches("Thread-\\d+ \\(Job\\)");
        assertThat(numberOf(object.getName())).isEqualTo(numberOf(plain.getName()) + 3);
    }

    private static final class Job implements Action {
        private static final long serialVersionUID = 1;

        @Override
        public void run() {}
    }

    @Test
    void name_givenExplicitly_takesNoNumber_andNeedNotBeUnique() {
        Thread before = new Thread();
        Thread first = new Thread(() -> {}, "worker");
        Thread second = new Thread(() -> {}, "worker");
        Thread after = new Thread();

        assertThat(first.getName()).isEqualTo(second.getName()).isEqualTo("worker");
        assertThat(numberOf(after.getName())).isEqualTo(numberOf(before.getName()) + 1);
    }

    @Test
    void name_empty_countsAsNotGiven() {
        assertThat(new Thread(() -> {}, "").getName()).startsWith("Thread-");
        assertThat(new Thread("").getName()).startsWith("Thread-");
        assertThat(new Thread("given").getName()).isEqualTo("given");
    }

    @Test
    void daemon_byDefault_isTheCreators() throws Exception {
        var children = Collections.synchronizedList(new ArrayList<Boolean>());
        Action creator = () -> children.add(new Thread(() -> {}).isDaemon());

        var daemon = new Thread(creator, ThreadOptions.defaults().withDaemon(true));
        daemon.start();
        Runners.join(daemon);
        var regular = new Thread(creator, ThreadOptions.defaults().withDaemon(false));
        regular.start();
        Runners.join(regular);

        assertThat(children).containsExactly(true, false);
    }

    @Test
    void setDaemon_beforeStart_isWhatTheJvmSees() throws Exception {
        var seen = new ArrayList<Boolean>();
        var thread = new Thread(() -> seen.add(java.lang.Thread.currentThread().isDaemon()));
        thread.setDaemon(true);

        thread.start();
        Runners.join(thread);

        assertThat(thread.isDaemon()).isTrue();
        assertThat(seen).containsExactly(true);
    }

    @Test
    void setDaemon_afterStart_isRefused_alsoAfterTheEnd() throws Exception {
        var goOn = new Event();
        Thread thread = Runners.started(goOn::await);

        assertThatThrownBy(() -> thread.setDaemon(true)).isInstanceOf(IllegalStateException.class);

        goOn.set();
        Runners.join(thread);
        assertThatThrownBy(() -> thread.setDaemon(true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before start()");
    }

    @Test
    void subclass_withOverriddenRun_doesItsOwnWork() throws Exception {
        var worker = new Summer(10);
        worker.setDaemon(true);

        worker.start();
        worker.join();

        assertThat(worker.sum).isEqualTo(55);
        assertThat(worker).asString().startsWith("Summer[summer, stopped, daemon, ident ");
    }

    private static final class Summer extends Thread {
        private final int upTo;
        int sum;

        Summer(int upTo) {
            super("summer");
            this.upTo = upTo;
        }

        @Override
        public void run() {
            for (int i = 1; i <= upTo; i++) {
                sum += i;
            }
        }
    }

    @Test
    void run_calledDirectly_callsTheTargetHere_onceOnly() throws Exception {
        var callers = new ArrayList<Long>();
        var thread = new Thread(() -> callers.add(Threading.getIdent()));

        thread.run();

        assertThat(callers).containsExactly(Threading.getIdent());
        assertThatThrownBy(thread::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has run already");
        assertThat(callers).hasSize(1);
    }

    @Test
    void run_withoutTarget_doesNothing() throws Exception {
        var thread = new Thread();

        thread.start();

        thread.joinOrThrow();
    }

    @Test
    void run_thatThrows_letsGoOfTheTargetToo() throws Exception {
        var thread = new Thread(() -> {
            throw new IllegalArgumentException("target");
        });

        assertThatThrownBy(thread::run).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(thread::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void toString_tellsNameStateFlagsAndIdent() throws Exception {
        var goOn = new Event();
        var thread = new Thread(
                goOn::await, ThreadOptions.defaults().withName("poller").withDaemon(true));
        assertThat(thread).hasToString("Thread[poller, initial, daemon]");

        thread.start();
        assertThat(thread).hasToString("Thread[poller, started, daemon, ident " + thread.ident() + "]");

        goOn.set();
        Runners.join(thread);
        assertThat(thread).hasToString("Thread[poller, stopped, daemon, ident " + thread.ident() + "]");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void nativeId_isKnownOnceTheThreadAsked() throws Exception {
        var asked = new Event();
        var goOn = new Event();
        var own = new ArrayList<Long>();
        Thread thread = Runners.started(() -> {
            own.add(Threading.getNativeId());
            asked.set();
            goOn.await();
        });
        asked.await();

        assertThat(thread.nativeId())
                .isEqualTo(own.get(0))
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(Path.of("/proc/self/task/" + thread.nativeId())).isDirectory();
        goOn.set();
        Runners.join(thread);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void name_isShownByTheOperatingSystem_cutToFifteenBytes() throws Exception {
        var seen = new ArrayList<String>();
        var thread = new Thread(
                () -> seen.add(
                        Files.readString(Path.of("/proc/thread-self/comm")).strip()),
                "a-rather-long-name");

        thread.start();
        Runners.join(thread);

        assertThat(seen).containsExactly("a-rather-long-n");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThread_isAlwaysADaemon() {
        ThreadOptions virtual = ThreadOptions.defaults().withVirtual(true);

        assertThat(new Thread(() -> {}, virtual).isDaemon()).isTrue();
        assertThatThrownBy(() -> new Thread(() -> {}, virtual).setDaemon(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("always a daemon");
        assertThatThrownBy(() -> virtual.withDaemon(false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ThreadOptions.defaults().withDaemon(false).withVirtual(true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Threading.virtualThreadsAvailable()).isTrue();
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThread_whereThereIsNone_isRefusedAtTheCall() {
        assertThat(Threading.virtualThreadsAvailable()).isFalse();
        assertThatThrownBy(() -> ThreadOptions.defaults().withVirtual(true))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Java 21");
        assertThat(ThreadOptions.defaults().withVirtual(false)).isNotNull();
    }

    @Test
    void options_areImmutable_andShowWhatTheyHold() {
        ThreadOptions defaults = ThreadOptions.defaults();

        ThreadOptions changed = defaults.withName("n").withDaemon(true).withInheritedLocals(true);

        assertThat(changed).hasToString("ThreadOptions[name=n, daemon=true, virtual=false, inheritedLocals=true]");
        assertThat(defaults).hasToString("ThreadOptions[name=null, daemon=null, virtual=false, inheritedLocals=false]");
    }

    @Test
    void join_whileStartIsInProgress_waitsForTheEnd() throws Exception {
        var slow = new SlowToStart();
        Thread starter = Runners.started(slow::start);
        slow.starting.await();
        assertThat(slow.isAlive()).isTrue();
        assertThat(slow).asString().startsWith("SlowToStart[slow, started");
        var ranBefore = new ArrayList<Boolean>();
        Thread joiner = Runners.started(() -> {
            slow.join();
            ranBefore.add(slow.ran);
        });
        Runners.eventually().until(() -> !joiner.isAlive() || isBlocked(joiner));

        slow.goOn.countDown();

        Runners.join(starter, joiner);
        assertThat(ranBefore).containsExactly(true);
        assertThat(slow.isAlive()).isFalse();
    }

    private static boolean isBlocked(Thread thread) {
        java.lang.Thread running = thread.javaThread();
        return running != null && running.getState() == java.lang.Thread.State.BLOCKED;
    }

    /** Stays inside start(), where it is put among the started threads, until it may go on. */
    private static final class SlowToStart extends Thread {
        final CountDownLatch starting = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        volatile boolean ran;

        SlowToStart() {
            super("slow");
        }

        @Override
        public void run() {
            ran = true;
        }

        @Override
        public int hashCode() {
            starting.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return System.identityHashCode(this);
        }
    }

    @Test
    void daemon_whenAForeignThreadCreatesIt_isTrueAsItsDummys() throws Exception {
        var children = Collections.synchronizedList(new ArrayList<Boolean>());
        var foreign = new java.lang.Thread(() -> {
            children.add(new Thread(() -> {}).isDaemon());
            children.add(new Thread(() -> {}, ThreadOptions.defaults().withDaemon(false)).isDaemon());
        });
        foreign.setDaemon(false);

        foreign.start();
        foreign.join();

        assertThat(children).containsExactly(true, false);
    }
}
