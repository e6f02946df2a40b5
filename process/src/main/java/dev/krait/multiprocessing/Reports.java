package dev.krait.multiprocessing;

import java.util.function.Consumer;

/** How shared objects describe themselves: type, state, and how many threads of all processes wait. */
final class Reports {
    private Reports() {}

    static String of(Object object, Consumer<Consumer<String>> state, int waiting) {
        var text = new StringBuilder(name(object)).append('[');
        state.accept(text::append);
        if (waiting > 0) {
            text.append(", ").append(waiting).append(" waiting");
        }
        return text.append(']').toString();
    }

    static String name(Object object) {
        String type = object.getClass().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "@" + Integer.toHexString(System.identityHashCode(object));
    }
}
