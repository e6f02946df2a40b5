package dev.krait.concurrent.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Context values whose carriers fail. */
class ContextTest {
    /** Cannot be taken away again. */
    private enum Sticky implements ContextCarrier<String> {
        INSTANCE;

        @Override
        public String capture() {
            return "";
        }

        @Override
        public Undo install(String captured) {
            return () -> {
                throw new IllegalStateException("it sticks");
            };
        }
    }

    @AfterEach
    void forgetUser() {
        Tasks.USER.remove();
    }

    @Test
    void undo_thatThrows_failsItsTaskAndKeepsNoOtherContextInTheWorker() throws Exception {
        try (var executor = new ThreadPoolExecutor(1)) {
            var carrying = executor.with(TaskOptions.defaults()
                    .withContext(ContextCarrier.ofThreadLocal(() -> Tasks.USER))
                    .withContext(Sticky.INSTANCE));
            Tasks.USER.set("ada");
            assertThatThrownBy(carrying.submit(Tasks::user)::result).hasMessage("it sticks");
            assertThat(executor.submit(Tasks::user).result()).isEqualTo("nobody");
            assertThatThrownBy(carrying.submit(Tasks::failWithIo, 3)::result)
                    .hasMessage("no 3")
                    .hasSuppressedException(new IllegalStateException("it sticks"));
        }
    }
}
