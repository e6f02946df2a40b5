package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class HandleTest {
    private final Arena arena = Arena.current();

    private boolean isUsedHere(Handle handle) {
        return Objects.isUser(arena.memory(), handle.at(), arena.processes().slot());
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
        arena.objects().dropHandle(handle.at());
        assertThat(isUsedHere(handle)).isFalse();
    }
}
