package dev.krait.concurrent.futures;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What tests have executors do: static methods, which any worker can call. */
final class Tasks {
    /** A context value. */
    static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");

    private Tasks() {}

    static String user() {
        return USER.get();
    }

    static int square(int n) {
        return n * n;
    }

    static int add(int a, int b) {
        return a + b;
    }

    static String join(String a, int b, boolean c) {
        return a + b + c;
    }

    static <T extends @Nullable Object> T same(T value) {
        return value;
    }

    static int failWithIo(int n) throws IOException {
        throw new IOException("no " + n);
    }

    static int failWithError() {
        throw new AssertionError("an error, not an exception");
    }

    static int failOnOdd(int n) throws IOException {
        if (n % 2 == 1) {
            throw new IOException("odd: " + n);
        }
        return n;
    }
}
