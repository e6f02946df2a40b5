package dev.krait.threading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExceptHookTest {
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream caught = new ByteArrayOutputStream();
    private final ExceptHook hook = Threading.excepthook();

    @BeforeEach
    void catchStandardError() {
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(stderr);
        Threading.setExcepthook(hook);
        Threading.setUnseenFailureHook(null);
        java.lang.Thread.setDefaultUncaughtExceptionHandler(null);
    }

    private String printed() {
        return caught.toString(StandardCharsets.UTF_8);
    }

    private static void failing(String name, Throwable failure) throws InterruptedException {
        var thread = new Thread(
                () -> {
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) failure;
                },
                name);
        thread.start();
        thread.join();
    }

    @Test
    void defaultHook_isInForceAtFirst_andPrintsTheNameAndTheTrace() throws Exception {
        failing("worker 3", new IOException("disk full"));

        assertThat(printed())
                .startsWith("Exception in thread worker 3:" + System.lineSeparator() + "java.io.IOException: disk full")
                .contains("at dev.krait.threading.ExceptHookTest");
    }

    @Test
    void defaultHook_withAHandlerOfTheApplication_leavesItToThat() throws Exception {
        List<String> handled = Collections.synchronizedList(new ArrayList<>());
        java.lang.Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> handled.add(thread.getName() + ": " + thrown.getMessage()));

        failing("worker", new IOException("disk full"));

        assertThat(handled).containsExactly("worker: disk full");
        assertThat(printed()).isEmpty();
    }

    @Test
    void defaultHook_isTheOneInForceAtFirst() {
        assertThat(Threading.excepthook()).isSameAs(Threading.DEFAULT_EXCEPTHOOK);
    }

    @Test
    void hook_canBeReplacedAndRestored() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Threading.setExcepthook(args -> told.add(String.valueOf(args.excValue().getMessage())));
        failing("worker", new IOException("first"));
        failing("worker", new StackOverflowError("second"));

        Threading.setExcepthook(Threading.DEFAULT_EXCEPTHOOK);
        failing("worker", new IOException("third"));

        assertThat(told).containsExactly("first", "second");
        assertThat(printed()).contains("third").doesNotContain("first");
    }

    @Test
    void hook_thatThrows_isReportedToTheUncaughtExceptionHandler() throws Exception {
        List<String> handled = Collections.synchronizedList(new ArrayList<>());
        java.lang.Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> handled.add(thrown.toString()));
        Threading.setExcepthook(args -> {
            throw new IllegalStateException("hook is broken", args.excValue());
        });

        failing("worker", new IOException("disk full"));

        assertThat(printed()).startsWith("Exception in threading.excepthook:");
        assertThat(handled).containsExactly("java.lang.IllegalStateException: hook is broken");
    }

    @Test
    @SuppressWarnings("NullAway") // A caller without null checks is the point.
    void hook_null_isRefusedAndTheOldOneStays() {
        ExceptHook before = Threading.excepthook();

        assertThatThrownBy(() -> Threading.setExcepthook(null)).isInstanceOf(NullPointerException.class);

        assertThat(Threading.excepthook()).isSameAs(before);
    }

    @Test
    void hook_thatThrows_withoutAHandler_isPrinted() throws Exception {
        Threading.setExcepthook(args -> {
            throw new IllegalStateException("hook is broken");
        });

        failing("worker", new IOException("disk full"));

        assertThat(printed())
                .startsWith("Exception in threading.excepthook:")
                .contains("java.lang.IllegalStateException: hook is broken");
    }

    @Test
    void unseenFailureHook_isToldOfFailuresThatNobodyCanAskForAnyMore() throws Exception {
        List<String> unseen = Collections.synchronizedList(new ArrayList<>());
        Threading.setExcepthook(args -> {});
        Threading.setUnseenFailureHook((name, failure) -> unseen.add(name + ": " + failure.getMessage()));

        failing("forgotten", new IOException("lost"));
        Runners.eventually().until(() -> {
            System.gc();
            return unseen.contains("forgotten: lost");
        });

        assertThat(unseen).containsExactly("forgotten: lost");
    }

    @Test
    void unseenFailureHook_isNotToldOfFailuresThatWereJoined() throws Exception {
        List<String> unseen = Collections.synchronizedList(new ArrayList<>());
        Threading.setExcepthook(args -> {});
        Threading.setUnseenFailureHook((name, failure) -> unseen.add(name));

        joinAndSee();
        failing("forgotten", new IOException("lost"));
        Runners.eventually().until(() -> {
            System.gc();
            return !unseen.isEmpty();
        });

        assertThat(unseen).containsExactly("forgotten");
    }

    private static void joinAndSee() throws InterruptedException {
        var thread = new Thread(
                () -> {
                    throw new IOException("seen");
                },
                "joined");
        thread.start();
        try {
            thread.joinOrThrow();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception seen) {
            assertThat(seen).hasMessage("seen");
        }
    }
}
