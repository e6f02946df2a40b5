package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.krait.function.Action;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What holds for a thread of either kind. */
interface ThreadContract {
    boolean virtual();

    private Thread make(Action target) {
        return new Thread(target, ThreadOptions.defaults().withVirtual(virtual()));
    }

    @Test
    default void start_runsTheTargetInANewThread_whichKnowsItself() throws Exception {
        var seen = new AtomicReference<Thread>();
        Thread thread = make(() -> {
            seen.set(Threading.currentThread());
            assertThat(Threading.enumerate()).contains(Threading.currentThread());
            assertThat(Threading.currentThread().isAlive()).isTrue();
        });

        thread.start();
        Runners.join(thread);

        assertThat(seen.get()).isSameAs(thread);
        assertThat(thread.isVirtual()).isEqualTo(virtual());
    }

    @Test
    default void start_twice_isRefused_alsoAfterTheEnd() throws Exception {
        var goOn = new Event();
        Thread thread = make(goOn::await);
        thread.start();

        assertThatThrownBy(thread::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("threads can only be started once");

        goOn.set();
        thread.join();
        assertThatThrownBy(thread::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void start_whenItReturns_theThreadCountsAsStarted() throws Exception {
        var goOn = new Event();
        Thread thread = make(goOn::await);
        assertThat(thread.ident()).isNull();
        assertThat(thread.nativeId()).isNull();
        assertThat(thread.javaThread()).isNull();
        assertThat(thread.isAlive()).isFalse();
        assertThat(Threading.enumerate()).doesNotContain(thread);

        thread.start();

        assertThat(thread.isAlive()).isTrue();
        assertThat(thread.ident()).isNotNull().isNotZero();
        assertThat(Threading.enumerate()).contains(thread);
        Long ident = thread.ident();
        goOn.set();
        thread.join();
        assertThat(thread.ident()).isEqualTo(ident);
        assertThat(thread.isAlive()).isFalse();
        assertThat(Threading.enumerate()).doesNotContain(thread);
    }

    @Test
    default void thread_isAmongAllThreads_fromItsFirstStepOn() throws Exception {
        for (int i = 0; i < 50; i++) {
            var listed = new ArrayList<Boolean>();
            Thread thread = make(() -> listed.add(Threading.enumerate().contains(Threading.currentThread())));

            thread.start();

            Runners.join(thread);
            assertThat(listed).containsExactly(true);
        }
    }

    @Test
    default void join_beforeStart_isRefused() {
        Thread thread = make(() -> {});

        assertThatThrownBy(thread::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before it is started");
        assertThatThrownBy(() -> thread.join(Runners.SHORT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(thread::joinOrThrow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(thread::interrupt).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void join_ofTheCurrentThread_isRefused() throws Exception {
        Thread thread = make(() -> {
            assertThatThrownBy(() -> Threading.currentThread().join())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot join the current thread");
            assertThatThrownBy(() -> Threading.currentThread().join(Duration.ZERO))
                    .isInstanceOf(IllegalStateException.class);
        });
        thread.start();

        Runners.join(thread);
    }

    @Test
    default void join_mayBeRepeated_andReleasesAllWhoJoin() throws Exception {
        var goOn = new Event();
        Thread thread = make(goOn::await);
        thread.start();
        Thread first = Runners.waiting(thread::join, virtual());
        Thread second =
                Runners.waiting(() -> assertThat(thread.join(Runners.LONG)).isTrue(), virtual());

        goOn.set();

        Runners.join(first, second);
        thread.join();
        thread.join();
        assertThat(thread.join(Duration.ZERO)).isTrue();
    }

    @Test
    default void joinWithTimeout_tellsWhetherTheThreadEnded() throws Exception {
        var goOn = new Event();
        Thread thread = make(goOn::await);
        thread.start();

        assertThat(thread.join(Runners.SHORT)).isFalse();
        assertThat(thread.join(Duration.ZERO)).isFalse();
        assertThat(thread.join(Duration.ofSeconds(-1))).isFalse();
        assertThat(thread.isAlive()).isTrue();
        assertThatThrownBy(() -> thread.join(Threading.TIMEOUT_MAX.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);

        goOn.set();
        assertThat(thread.join(Threading.TIMEOUT_MAX)).isTrue();
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    default void interrupt_whileJoining_leavesTheThreadAlone() throws Exception {
        var goOn = new Event();
        Thread thread = make(goOn::await);
        thread.start();

        Runners.interruptEnds(thread::join, virtual());
        Runners.interruptEnds(() -> thread.join(Runners.LONG), virtual());
        Runners.interruptEnds(thread::joinOrThrow, virtual());
        Runners.interruptEnds(() -> thread.joinOrThrow(Runners.LONG), virtual());
        Runners.pendingInterruptRefuses(thread::join, virtual());
        Runners.pendingInterruptRefuses(() -> thread.join(Runners.LONG), virtual());

        assertThat(thread.isAlive()).isTrue();
        goOn.set();
        Runners.join(thread);
    }

    @Test
    default void join_ofAnEndedThread_isRefusedToWhoIsInterrupted() throws Exception {
        Thread thread = make(() -> {});
        thread.start();
        thread.join();

        Runners.pendingInterruptRefuses(thread::join, virtual());
        Runners.pendingInterruptRefuses(() -> thread.join(Duration.ZERO), virtual());
        Runners.pendingInterruptRefuses(thread::joinOrThrow, virtual());
    }

    @Test
    default void interrupt_reachesTheThread_andDoesNothingAfterItsEnd() throws Exception {
        Thread thread = Runners.waiting(
                () -> assertThatThrownBy(new Event()::await).isInstanceOf(InterruptedException.class), virtual());

        thread.interrupt();

        Runners.join(thread);
        thread.interrupt();
    }

    @Test
    default void joinOrThrow_throwsExactlyWhatTheThreadThrew_eachTime() throws Exception {
        var failure = new IOException("disk full");
        try (var quiet = new QuietHook()) {
            Thread thread = make(() -> {
                throw failure;
            });
            thread.start();

            assertThatThrownBy(thread::joinOrThrow).isSameAs(failure);
            assertThatThrownBy(() -> thread.joinOrThrow(Runners.LONG)).isSameAs(failure);
            thread.join();
            assertThat(quiet.told()).hasSize(1);
        }
    }

    @Test
    default void joinOrThrow_throwsErrorsToo() throws Exception {
        var failure = new AssertionError("broken");
        try (var quiet = new QuietHook()) {
            Thread thread = make(() -> {
                throw failure;
            });
            thread.start();

            assertThatThrownBy(thread::joinOrThrow).isSameAs(failure);
            assertThat(quiet.told()).hasSize(1);
        }
    }

    @Test
    default void joinOrThrow_throwsWhatIsNeitherExceptionNorError() throws Exception {
        var failure = new Throwable("odd");
        try (var quiet = new QuietHook()) {
            Thread thread = make(() -> ThreadContract.<RuntimeException>throwAsIs(failure));
            thread.start();

            assertThatThrownBy(thread::joinOrThrow).isSameAs(failure);
            assertThat(quiet.told()).hasSize(1);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwAsIs(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    default void joinOrThrow_whenTheTimeoutIsOver_saysSo() throws Exception {
        var goOn = new Event();
        Thread thread = make(goOn::await);
        thread.start();

        assertThatThrownBy(() -> thread.joinOrThrow(Runners.SHORT))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("still alive");

        goOn.set();
        thread.joinOrThrow();
    }

    @Test
    default void exceptionOutOfRun_goesToTheHookOnceInTheFailingThread_andNotToJoin() throws Exception {
        var failure = new IOException("disk full");
        var threads = Collections.synchronizedList(new ArrayList<Thread>());
        List<ExceptHookArgs> told = Collections.synchronizedList(new ArrayList<>());
        ExceptHook before = Threading.excepthook();
        Threading.setExcepthook(args -> {
            told.add(args);
            threads.add(Threading.currentThread());
        });
        try {
            Thread thread = make(() -> {
                throw failure;
            });
            thread.start();
            thread.join();

            assertThat(told).hasSize(1);
            assertThat(told.get(0).excValue()).isSameAs(failure);
            assertThat(told.get(0).excType()).isEqualTo(IOException.class);
            assertThat(told.get(0).excTraceback()).containsExactly(failure.getStackTrace());
            assertThat(told.get(0).thread()).isSameAs(thread);
            assertThat(threads).containsExactly(thread);
            assertThat(Threading.enumerate()).doesNotContain(thread);
        } finally {
            Threading.setExcepthook(before);
        }
    }

    @Test
    default void inheritableThreadLocals_areNotInheritedUnlessAskedFor() throws Exception {
        var context = new InheritableThreadLocal<String>();
        context.set("request 7");
        var seen = Collections.synchronizedList(new ArrayList<String>());
        Action look = () -> seen.add(String.valueOf(context.get()));
        ThreadOptions options = ThreadOptions.defaults().withVirtual(virtual());

        var empty = new Thread(look, options);
        empty.start();
        empty.join();
        var copied = new Thread(look, options.withInheritedLocals(true));
        copied.start();
        copied.join();
        context.remove();

        assertThat(seen).containsExactly("null", "request 7");
    }

    @Test
    default void contextClassLoader_isTheStartersInAnyCase() throws Exception {
        var seen = new AtomicReference<ClassLoader>();
        ClassLoader before = java.lang.Thread.currentThread().getContextClassLoader();
        ClassLoader own = new ClassLoader(before) {};
        java.lang.Thread.currentThread().setContextClassLoader(own);
        try {
            Thread thread = make(() -> seen.set(java.lang.Thread.currentThread().getContextClassLoader()));
            thread.start();
            thread.join();
        } finally {
            java.lang.Thread.currentThread().setContextClassLoader(before);
        }

        assertThat(seen.get()).isSameAs(own);
    }

    @Test
    default void setName_changesItAtAnyTime_alsoForTheJvm() throws Exception {
        var named = new Event();
        var goOn = new Event();
        var seen = new ArrayList<String>();
        Thread thread = make(() -> {
            named.await();
            seen.add(java.lang.Thread.currentThread().getName());
            goOn.await();
        });
        thread.setName("before");
        thread.start();
        assertThat(thread.javaThread())
                .isNotNull()
                .extracting(java.lang.Thread::getName)
                .isEqualTo("before");

        thread.setName("while");
        named.set();
        goOn.set();
        thread.join();
        thread.setName("after");

        assertThat(seen).containsExactly("while");
        assertThat(thread.getName()).isEqualTo("after");
    }

    @Test
    default void whatHappenedBeforeStartAndBeforeTheEnd_isSeen() throws Exception {
        int[] plain = {41};
        Thread thread = make(() -> plain[0]++);

        thread.start();
        thread.join();

        assertThat(plain[0]).isEqualTo(42);
    }
}
