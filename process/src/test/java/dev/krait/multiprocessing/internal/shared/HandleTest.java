package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class HandleTest {
    private final Arena arena = Arena.current();

    private boolean isUsedHere(Handle handle) {
        return isUsedHere(handle.at());
    }

    private boolean isUsedHere(int at) {
        return Objects.isUser(arena.memory(), at, arena.processes().slot());
    }

    /** All that a thread has which waits for a lock, once compiled code has forgotten what it was called on. */
    private record Waiter(Mutex mutex, int at) {
        static Waiter ofLock() {
            SharedLock lock = SharedLock.create();
            return new Waiter(lock.mutex(), lock.handle().at());
        }
    }

    private static int placeOfDroppedLock() {
        return SharedLock.create().handle().at();
    }

    @Test
    void objectThatIsWaitedFor_keepsItsPlace_thoughNobodyReachesIt() {
        Waiter waiter = Waiter.ofLock();
        int dropped = placeOfDroppedLock();

        await().until(() -> {
            System.gc();
            return !isUsedHere(dropped);
        });
        assertThat(isUsedHere(waiter.at())).isTrue();
        assertThat(waiter.mutex().tryAcquire()).isTrue();
        waiter.mutex().release();
    }

    @Test
    void objectThatArrivesAndCannotBeOpened_isNotUsedHere() {
        Handle handle = Handle.create(Kind.EVENT, at -> {});
        Handle.Reference reference = handle.reference();

        assertThatThrownBy(() -> Known.arriving(reference, Object.class, arrived -> {
                    throw new UncheckedIOException(new IOException("too many open files (not really)"));
                }))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(isUsedHere(handle)).isTrue();
        handle.drop();
        assertThat(isUsedHere(handle)).isFalse();
    }
}
