package dev.krait.threading;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Replaces the except hook while open, and keeps what it was told. */
final class QuietHook implements AutoCloseable {
    private final ExceptHook before = Threading.excepthook();
    private final List<ExceptHookArgs> told = Collections.synchronizedList(new ArrayList<>());

    QuietHook() {
        Threading.setExcepthook(told::add);
    }

    List<ExceptHookArgs> told() {
        return List.copyOf(told);
    }

    @Override
    public void close() {
        Threading.setExcepthook(before);
    }
}
